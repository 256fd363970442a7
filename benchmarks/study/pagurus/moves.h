// What the measuring programs share: main.c, which is managed and makes stacks,
// and parts.cc, which is not and moves them.
#ifndef BENCHMARKS_STUDY_PAGURUS_MOVES_H_
#define BENCHMARKS_STUDY_PAGURUS_MOVES_H_

#ifdef __cplusplus
extern "C" {
#endif

// Moves the stack of the goroutine that calls this, again and again, whole and
// in parts, and prints what the parts took as a line of JSON.  `cold`: with
// nothing of it in the caches before each time; `rounds`: samples of each part.
// Never in a program: it moves a goroutine that is in native code (I2).
void measure_parts(int cold, long rounds);

// Throws what the processor's caches have out of them, but for the last and
// largest one.
void forget_caches(void);

#ifdef __cplusplus
}
#endif

#endif  // BENCHMARKS_STUDY_PAGURUS_MOVES_H_
