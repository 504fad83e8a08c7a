#!/bin/bash
# On a machine with a graphics card: builds the trainer, measures how fast each of the study's six
# networks trains and what share that is of the card's rate in a matrix product, and trains them one
# after the other, until done or until the minutes are over. The same command goes on from there.
set -euo pipefail

usage() {
  cat >&2 << 'END'
usage: bench/train/gpu.sh --data FILE --out FOLDER [OPTION...] [-- OPTION OF autochrome train...]

  --data FILE       prepared pictures (autochrome dataset prepare)
  --out FOLDER      for speed.txt and a folder a network
  --minutes N       for all trainings together; 0 only measures (default 60)
  --headers FOLDER  what tools/pack_headers.sh gathered, where the system has no such packages
  --batch N         pictures in a step that is measured (default 64)
  --size N          side of the pictures that are measured with (default 128)
  --device NAME     cuda, or cpu to try this script out (default cuda)
  --width N         networks of this width instead of the study's, likewise
END
  exit 2
}

data='' out='' minutes=60 headers='' batch=64 size=128 device=cuda width=''
while (($#)) && [[ $1 != -- ]]; do
  [[ $1 =~ ^--(data|out|minutes|headers|batch|size|device|width)$ ]] && (($# > 1)) || usage
  printf -v "${1#--}" %s "$2"
  shift 2
done
[[ -n $data && -n $out ]] || usage
options=("${@:2}")

root=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../..
build=$root/build/train
[[ -z $headers ]] || headers=$(realpath "$headers")
networks=(autoencoder deep-cnn unet resnet densenet pix2pix)

# libtorch is where Python has it, or where CMake finds it by itself.
torch=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)' 2> /dev/null) || torch=''
(cd "$root" && cmake --preset train -DAUTOCHROME_BENCH=ON "-DCMAKE_PREFIX_PATH=$headers;$torch")
cmake --build "$build" --target autochrome-train train_bench

mkdir -p "$out"
for network in "${networks[@]}"; do
  "$build/bench/train/train_bench" --net "$network" ${width:+--set "width=$width"} \
    --device "$device" --batch "$batch" --size "$size" --warm-up 5 --steps 30 --in-words ||
    echo "$network could not be measured"
done | tee "$out/speed.txt"

deadline=$((SECONDS + 60 * minutes))
for network in "${networks[@]}"; do
  left=$((deadline - SECONDS)) resume='' status=0
  ((left > 0)) || break
  [[ -f $out/$network/config.json ]] && resume=--resume
  # A training that is interrupted saves all it needs to go on.
  timeout --foreground --signal=INT "$left" "$build/bin/autochrome-train" "$network" --predict rgb \
    --data "$data" --out "$out/$network" --device "$device" $resume \
    ${width:+--net "width=$width"} "${options[@]}" || status=$?
  ((status == 0 || status == 124)) || exit "$status"
done
((SECONDS < deadline)) || echo 'the minutes are over; the same command goes on' >&2
