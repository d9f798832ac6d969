"""Which models there are: published, on this disk, and how they get here. Loads none.

=================  ==================================================================
catalog            what is published, with figures, and which model suits a machine
installed          what lies on this disk
choosing           what the settings mean here: the plan, and what stands in
download           fetches a model in a process of its own (the ``download_…`` modules)
importing          takes a model from a folder; converts one
provenance         what is remembered of a model's files, and whether they still are
=================  ==================================================================
"""
