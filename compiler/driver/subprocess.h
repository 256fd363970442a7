#ifndef PAGURUS_COMPILER_DRIVER_SUBPROCESS_H_
#define PAGURUS_COMPILER_DRIVER_SUBPROCESS_H_

#include <string>
#include <vector>

namespace pagurus {

// A command line as a shell would take it, for -v and -###.
std::string CommandText(const std::string& program,
                        const std::vector<std::string>& args);

// Runs `program` with the driver's own standard streams and returns its exit
// status; says on the standard error why if it cannot be started or dies.
int RunProgram(const std::string& program,
               const std::vector<std::string>& args);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_DRIVER_SUBPROCESS_H_
