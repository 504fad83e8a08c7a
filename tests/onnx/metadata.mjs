// The metadata of an ONNX file, which ONNX Runtime's JavaScript does not show: the few words of
// protobuf (https://protobuf.dev/programming-guides/encoding/) that this takes.

const metadataProps = 14; // of ModelProto; a StringStringEntryProto has key = 1 and value = 2
const lengthDelimited = 2;

/** Numbers and bytes by field number, in order. */
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(value);
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = varint();
    if ((key & 7) !== lengthDelimited) continue;
    yield [key >> 3, bytes.subarray(at, at + number)];
    at += number;
  }
}

/** Of a file whose top-level fields are varints and messages, as ModelProto's are. */
export function metadataOf(file) {
  const all = {};
  for (const [field, entry] of fieldsOf(file)) {
    if (field !== metadataProps) continue;
    const [[, key], [, value]] = fieldsOf(entry);
    all[key.toString()] = value.toString();
  }
  return all;
}
