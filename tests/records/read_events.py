"""Prints the events of a TensorBoard file as Google's own protobuf library reads them.

Knows nothing of how they were written: the framing, its checksums and the messages are taken from
TensorFlow's public format (core/util/event.proto, core/framework/summary.proto). One line an event:
its step and what it says, pictures with the hash of their bytes. Fails on any damage.
"""

import hashlib
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELD = descriptor_pb2.FieldDescriptorProto

MESSAGES = {
    "Event": [
        ("wall_time", 1, FIELD.TYPE_DOUBLE),
        ("step", 2, FIELD.TYPE_INT64),
        ("file_version", 3, FIELD.TYPE_STRING),
        ("summary", 5, "Summary"),
        ("session_log", 7, "SessionLog"),
    ],
    "SessionLog": [("status", 1, FIELD.TYPE_INT32)],
    "Summary": [("value", 1, "[Value]")],
    "Value": [
        ("tag", 1, FIELD.TYPE_STRING),
        ("simple_value", 2, FIELD.TYPE_FLOAT),
        ("image", 4, "Image"),
    ],
    "Image": [
        ("height", 1, FIELD.TYPE_INT32),
        ("width", 2, FIELD.TYPE_INT32),
        ("colorspace", 3, FIELD.TYPE_INT32),
        ("encoded_image_string", 4, FIELD.TYPE_BYTES),
    ],
}


def event_class():
    file = descriptor_pb2.FileDescriptorProto(name="event.proto", package="t")  # proto2: has presence
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            added = message.field.add(name=field, number=number, label=FIELD.LABEL_OPTIONAL)
            if isinstance(kind, int):
                added.type = kind
                continue
            added.type = FIELD.TYPE_MESSAGE
            added.type_name = ".t." + kind.strip("[]")
            if kind.startswith("["):
                added.label = FIELD.LABEL_REPEATED
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName("t.Event"))


def masked_crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def payloads(data):
    while data:
        size, size_check = struct.unpack_from("<QI", data)
        assert size_check == masked_crc32c(data[:8]), "the checksum of a length is wrong"
        payload = data[12 : 12 + size]
        (check,) = struct.unpack_from("<I", data, 12 + size)
        assert check == masked_crc32c(payload), "the checksum of a payload is wrong"
        yield payload
        data = data[16 + size :]


def shown(value):
    if not value.HasField("image"):
        return f"{value.tag}={value.simple_value:.6g}"
    image = value.image
    digest = hashlib.sha256(image.encoded_image_string).hexdigest()
    return f"{value.tag}={image.width}x{image.height} colorspace {image.colorspace} {digest}"


def main(path):
    event_of = event_class()
    with open(path, "rb") as file:
        data = file.read()
    for payload in payloads(data):
        event = event_of.FromString(payload)
        assert not event.UnknownFields(), "an event has fields that are not TensorBoard's"
        assert event.wall_time > 1.6e9, "an event has no time"
        if event.HasField("file_version"):
            print("version", event.file_version)
        elif event.HasField("session_log"):
            print(event.step, "session", event.session_log.status)
        else:
            print(event.step, *map(shown, event.summary.value))


main(sys.argv[1])
