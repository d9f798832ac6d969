"""Which models are in memory, and for how long. Knows no Whisper and no Qt.

**States** of a model (`sayso.core.health` has every arrow)::

    unloaded → starting → warming_up → ready ⇄ busy        degraded: serves, but stands in for
        ↑         ↓            ↓          ↓                another, or failed six times in a row
        └──── unavailable ←────┴──────────┘                unavailable: why, and when it is tried
                                                           again: after 15 s, doubling to 10 min
**Who calls what**::

    key down → flow.begin → Serving.attend → Registry.if_loaded, else the waker → Registry.lease
    utterance → RecognitionQueue → Serving's supply → Registry.lease → at_work → the model
    last text → flow.through → Serving.release → the lease goes back → policy.whom_to_evict
    tray, window, start → Serving.load → plan → download → Registry.lease → changed places
    sweeper → Registry.sweep → policy.whom_to_evict(time to live, number, memory) → Model.close

=============  =============================================================================
model          the key under which a model is known
registry       lends models out; one load a key, reference counts; `entry` and `ledger` serve it
policy         pure: whom to evict, and when to look again
vitals         pure: what becomes of a model's health, latency and errors
loading        pure: loading strategies, warm-up tiers
sweeper        the one thread that evicts
hardware       what the machine has, and how full its memory is
spawning       child processes, whose end gives all of the memory back
=============  =============================================================================

**What each choice costs and buys**, as ``sayso bench --residency`` and ``--warmup`` printed it:
medians of 5 rounds, two shared cores, a model of the size of Whisper base in int8, weights in the
page cache. Read the ratios; the seconds are that machine's.

=====================  ==============================  ============================================
choice                 costs                           buys
=====================  ==============================  ============================================
eager                  0.53 s until the key works,     the first 3 s dictation never waits: text
                       253 MB at rest                  0.76 s after the release
hybrid (the default)   253 MB at rest; the load runs   the key works at once; text of a dictation
                       beside the first dictation      begun at once 0.68 s after the release
lazy                   the load runs beside the first  37 MB at rest; the key works at once; text
                       dictation, always               of the first dictation after 0.74 s
---------------------  ------------------------------  --------------------------------------------
resident (ttl -1)      290 MB, all the time            text 0.31 to 0.40 s after the release of 2,
                                                       3 and 5 s of speech
time to live (ttl n)   release → text × 0.96, × 1.07   71 MB while nobody dictates; 64 MB before
                       and × 0.94 of that for 2, 3     anything was loaded (Python's resource
                       and 5 s when it was unloaded    tracker comes with the first child and stays)
LRU (max_models)       1: 0.49 s from choosing to      1: one model in memory, two for the moment
                       serving; 2: none, but two       of the change; 2: choosing → text 0.67 s
                       models in memory                where it is 1.19 s with 1
memory pressure        a load behind the next speech   215 MB given back, 2.5 s after the memory ran
                                                       short (it is looked at every 5 s)
---------------------  ------------------------------  --------------------------------------------
warm-up none           first utterance × 1.11 of the   ready after 0.30 s
                       second
minimal (the default)  0.06 s more until ready         0.06 s of the first utterance
standard               0.13 s                          0.07 s
full                   0.62 s                          0.04 s; that a 30 s pass fits into the memory
=====================  ==============================  ============================================

A warm-up of 0.06 s is within what utterances differ by anyway; it is made because it costs as
little, and because a library that is missing shows then and not with somebody's words.
"""
