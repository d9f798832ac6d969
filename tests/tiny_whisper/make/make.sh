#!/bin/sh
# Make the model again: sh tests/tiny_whisper/make/make.sh PYTHON WORK_FOLDER
# PYTHON has what requirements.txt names; espeak-ng and flite are on PATH. About half an hour on
# two free cores. The new model is WORK_FOLDER/model; look at what evaluate.py prints, and at
# tests/speech, before it takes the place of the old one.
set -eu
python=$1
work=$2
cd "$(dirname "$0")"
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" make_data.py "$work/data" ${CLIPS:-}
"$python" make_tokenizer.py "$work/tokenizer"
"$python" train.py "$work/data" "$work/tokenizer" "$work/checkpoint.pt" ${STEPS:-}
"$python" convert.py "$work/checkpoint.pt" "$work/tokenizer" "$work/model"
"$python" evaluate.py "$work/model" "$work/data/examination"
