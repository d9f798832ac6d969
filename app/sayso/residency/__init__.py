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

**What each choice costs and buys**, as ``sayso bench --residency`` and ``--warmup`` printed it (two
shared cores, a model of the size of Whisper base in int8, weights in the page cache). Read the
ratios; the seconds are this machine's.

(See README.)
"""
