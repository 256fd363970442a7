// The C++ classes over the stand-in in this folder.
#include "pagurus.h"
#include "../../../runtime/pagurus.hpp"
