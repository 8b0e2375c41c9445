#ifndef REDQUILL_BASE_THREAD_PRIORITY_H_
#define REDQUILL_BASE_THREAD_PRIORITY_H_

namespace redquill {

/// Puts the calling thread so many steps of nice(2) behind the process's other threads, 19 being
/// the last place there is: it still has every processor that nobody else wants. Linux keeps the
/// value by thread. False where the system does not allow it, and nothing has changed.
bool StepBack(int steps);

/// Asks for short turns on a processor for the calling thread: it gets no more of it, but is woken
/// before threads with usual turns, which it may interrupt. For threads that wait and answer. Linux
/// 6.12 and later (EEVDF's custom slices, sched_setattr(2)); false elsewhere, or without effect.
bool TakeShortTurns();

/// The calling thread's nice value.
int ThreadNice();

}  // namespace redquill

#endif  // REDQUILL_BASE_THREAD_PRIORITY_H_
