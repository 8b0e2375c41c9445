/* The word lists, put into the program as they stand in this folder. */
    .section .rodata
    .global rq_features_words
    .global rq_features_words_end
    .global rq_features_lexicon
    .global rq_features_lexicon_end
rq_features_words:
    .incbin RQ_WORDS
rq_features_words_end:
rq_features_lexicon:
    .incbin RQ_LEXICON
rq_features_lexicon_end:
    .section .note.GNU-stack,"",%progbits
