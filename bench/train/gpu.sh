#!/bin/bash
# On a machine with a graphics card: builds the trainer, checks that it learns there what it learns on
# the processor and that its own kernels compute what they should, measures how fast each of the
# study's six networks trains beside what the card could do, and trains them one after the other,
# until done or until the minutes are over. The same command goes on from there. A network that fails
# keeps none of the others from their turn.
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
kernels=$build/bench/cuda/residual_bench
if ! cmake --build "$build" --target residual_bench 2> /dev/null; then rm -f "$kernels"; fi

mkdir -p "$out"
check=$(mktemp -d "$out/check.XXXXXX")
trap 'rm -rf "$check"' EXIT

# Trains a small U-Net for an epoch on device $1; prints its training loss. In float32 proper: TF32
# would differ by more than a mistake might.
loss_on() {
  local run
  run=$(mktemp -du "$check/run.XXXXXX")
  NVIDIA_TF32_OVERRIDE=0 "$build/bin/autochrome-train" unet --net width=4 --predict rgb \
    --data "$data" --out "$run" --device "$1" --precision float32 --epochs 1 --batch 16 >&2 ||
    return
  [[ $(< "$run/metrics.jsonl") =~ \"train_loss\":([0-9.e+-]+) ]] || {
    echo 'gpu.sh: metrics.jsonl has no train_loss' >&2
    return 1
  }
  echo "${BASH_REMATCH[1]}"
}

here=$(loss_on cpu)
there=$(loss_on "$device")
echo "training loss of a small U-Net: $here on cpu, $there on $device" | tee "$out/speed.txt"
awk -v here="$here" -v there="$there" \
  'BEGIN { exit !(there >= 0.999 * here && there <= 1.001 * here) }' || {
  echo "gpu.sh: $device does not learn what cpu does: the losses differ by more than 0.1 %" >&2
  exit 1
}

if [[ $device == cuda && -x $kernels ]]; then
  "$kernels" | tee -a "$out/speed.txt" || {
    echo 'gpu.sh: the kernels for residual layers do not compute what they should' >&2
    exit 1
  }
fi

failed=()
note() {
  failed+=("$1")
  echo "$1"
}

for network in "${networks[@]}"; do
  "$build/bench/train/train_bench" --net "$network" ${width:+--set "width=$width"} \
    --device "$device" --batch "$batch" --size "$size" --warm-up 5 --steps 30 --in-words |
    tee -a "$out/speed.txt" || note "$network could not be measured" >> "$out/speed.txt"
done

deadline=$((SECONDS + 60 * minutes))
for network in "${networks[@]}"; do
  left=$((deadline - SECONDS)) resume='' status=0
  ((left > 0)) || break
  [[ -f $out/$network/config.json ]] && resume=--resume
  # A training that is interrupted saves all it needs to go on.
  timeout --foreground --signal=INT "$left" "$build/bin/autochrome-train" "$network" --predict rgb \
    --data "$data" --out "$out/$network" --device "$device" $resume \
    ${width:+--net "width=$width"} "${options[@]}" || status=$?
  ((status != 130)) || exit 130  # somebody's Ctrl-C is meant for all of it
  ((status == 0 || status == 124)) || note "$network was not trained (exit code $status)" >&2
done
((SECONDS < deadline)) || echo 'the minutes are over; the same command goes on' >&2
((${#failed[@]} == 0)) || {
  printf 'gpu.sh: %s\n' "${failed[@]}" >&2
  exit 1
}
