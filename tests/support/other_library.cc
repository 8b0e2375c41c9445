extern "C" int AnUnrelatedLibrary() { return 1; }
