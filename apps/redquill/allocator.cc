/// What jemalloc reads at the start, where the program is linked with it: arenas that threads
/// share, and pages that hold nothing any more go back to the system within ten seconds.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:4,background_thread:true,dirty_decay_ms:10000,muzzy_decay_ms:0";
}
