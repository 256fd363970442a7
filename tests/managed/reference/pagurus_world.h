// Stand-in for the runtime's pagurus_world.h in the reference builds: there is
// no collector to write.  Programs do without where this is defined.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_WORLD_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_WORLD_H_

#define PAG_NO_WORLD

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_WORLD_H_
