"""Makes the Parquet files of this folder, and beside each table what its values are, as Python knows them.

pip install pyarrow==26.0.1 duckdb==2.0.1 fastparquet==2026.9.0; python make.py FOLDER
NAME.json holds {column: [kind, [text or null, ...]]}, with kind FLOAT or DOUBLE for numbers whose text may be another one of the same value.
"""
import datetime as dt
import decimal
import json
import os
import sys
import uuid

import duckdb
import fastparquet
import pandas
import pyarrow as pa
import pyarrow.parquet as pq

os.chdir(sys.argv[1])
D = decimal.Decimal
UTC = dt.timezone.utc


def iso(value, nanos=0):
    """Seconds always, and as many digits of their fraction as are needed."""
    text = value.replace(tzinfo=None).isoformat(timespec='seconds')
    fraction = ('%06d%03d' % (value.microsecond, nanos)).rstrip('0')
    zone = 'Z' if isinstance(value, dt.datetime) and value.tzinfo else ''
    return text + ('.' + fraction if fraction else '') + zone


def text(kind, value):
    if value is None:
        return None
    if kind == 'BOOLEAN':
        return 'true' if value else 'false'
    if kind in ('FLOAT', 'DOUBLE'):
        return {'nan': 'NaN', 'inf': 'Infinity', '-inf': '-Infinity'}.get(repr(value), repr(value))
    if kind in ('LIST', 'OBJECT'):
        return value if isinstance(value, str) else ''
    if isinstance(value, (dt.datetime, dt.time)):
        return iso(value)
    return format(value, 'f') if isinstance(value, D) else str(value)


def expect(name, columns):
    with open(name + '.json', 'w') as out:
        json.dump({column: [kind, [text(kind, value) for value in values]] for column, (kind, values) in columns.items()}, out, separators=(',', ':'))
        out.write('\n')


when = [dt.datetime(2026, 11, 1, 12, 30), dt.datetime(1969, 12, 31, 23, 59, 59, 999000), None, dt.datetime(2026, 2, 28, 0, 0, 0, 1000), dt.datetime(1, 1, 1)]
zoned = [w and w.replace(tzinfo=UTC) for w in when]
clock = [w and w.time() for w in when]
ids = [uuid.UUID(int=i) if i else None for i in (1, 2**127, 0, 2**128 - 1, 5)]
table = {
    # name: (type, kind, values, what Parquet's values are called if not the same)
    'bool': (pa.bool_(), 'BOOLEAN', [True, False, None, False, True]),
    'int8': (pa.int8(), 'NUMBER', [-128, 127, None, 0, 1]),
    'int16': (pa.int16(), 'NUMBER', [-32768, 32767, None, 0, 1]),
    'int32': (pa.int32(), 'NUMBER', [-2**31, 2**31 - 1, None, 0, 1]),
    'int64': (pa.int64(), 'NUMBER', [-2**63, 2**63 - 1, None, 0, 1]),
    'uint8': (pa.uint8(), 'NUMBER', [0, 255, None, 128, 1]),
    'uint16': (pa.uint16(), 'NUMBER', [0, 65535, None, 32768, 1]),
    'uint32': (pa.uint32(), 'NUMBER', [0, 2**32 - 1, None, 2**31, 1]),
    'uint64': (pa.uint64(), 'NUMBER', [0, 2**64 - 1, None, 2**63, 1]),
    'half': (pa.float16(), 'FLOAT', [0.5, -2.0, None, 65504.0, 5.960464477539063e-08]),
    'float': (pa.float32(), 'FLOAT', [0.5, -1e10, None, float('inf'), 1.0]),
    'double': (pa.float64(), 'DOUBLE', [0.1, -1e300, None, float('nan'), 12345678.0]),
    'decimal9': (pa.decimal128(5, 2), 'NUMBER', [D('1.25'), D('-999.99'), None, D('0.00'), D('0.01')]),
    'decimal38': (pa.decimal128(38, 10), 'NUMBER', [D('1.2500000000'), D('-1234567890123456789012345678.0123456789'), None, D('0E-10'), D('1E-10')]),
    'decimal76': (pa.decimal256(76, 0), 'NUMBER', [D('1'), D('-' + '9' * 76), None, D('0'), D('7')]),
    'date': (pa.date32(), 'STRING', [dt.date(2026, 11, 22), dt.date(1969, 12, 31), None, dt.date(9999, 12, 31), dt.date(1, 1, 1)]),
    'time_ms': (pa.time32('ms'), 'STRING', clock),
    'time_us': (pa.time64('us'), 'STRING', clock),
    'time_ns': (pa.time64('ns'), 'STRING', clock),
    'at_ms': (pa.timestamp('ms'), 'STRING', when),
    'at_us': (pa.timestamp('us'), 'STRING', when),
    'at_ns': (pa.timestamp('ns'), 'STRING', when[:4] + [dt.datetime(1700, 1, 1)]),
    'utc_ms': (pa.timestamp('ms', 'UTC'), 'STRING', zoned),
    'utc_us': (pa.timestamp('us', 'Europe/Paris'), 'STRING', zoned),
    'string': (pa.string(), 'STRING', ['', 'a,"b"\n', None, 'é € 🐙', 'x' * 50]),
    'category': (pa.dictionary(pa.int32(), pa.string()), 'STRING', ['web', 'mobile', None, 'web', 'web']),
    'binary': (pa.binary(), 'STRING', [b'', b'text', None, 'é'.encode(), b'\0']),
    'bytes': (pa.binary(), 'OBJECT', [b'\xff', b'\xc3', None, b'\x80a', b'\xff\xfe']),
    'fixed': (pa.binary(3), 'STRING', [b'abc', b'def', None, b'ghi', b'   ']),
    'uuid': (pa.uuid(), 'STRING', ids),
    'json': (pa.json_(), 'STRING', ['{"a": 1}', '[]', None, '1', '""']),
    'nothing': (pa.null(), 'STRING', [None] * 5),
    'list': (pa.list_(pa.int32()), 'LIST', [[1], [], None, [1, None, 3], [None]]),
    'lists': (pa.list_(pa.list_(pa.string())), 'LIST', [[['a'], []], [], None, [None, ['b', 'c']], [[]]]),
    'struct': (pa.struct([('a', pa.int32()), ('b', pa.list_(pa.int32()))]), 'OBJECT', [{'a': 1, 'b': [1, 2]}, {'a': None, 'b': None}, None, {'a': 2, 'b': []}, {'a': 3, 'b': [3]}]),
    'structs': (pa.list_(pa.struct([('a', pa.int32())])), 'LIST', [[{'a': 1}, None], [], None, [{'a': None}], [{'a': 5}]]),
    'map': (pa.map_(pa.string(), pa.int32()), 'OBJECT', [[('a', 1), ('b', None)], [], None, [('c', 3)], [('d', 4)]]),
}


def arrow(type, values):
    if type == pa.uuid():
        return pa.ExtensionArray.from_storage(type, pa.array([v and v.bytes for v in values], pa.binary(16)))
    if type == pa.json_():
        return pa.ExtensionArray.from_storage(type, pa.array(values, pa.string()))
    return pa.array(values, type)


types = pa.table({name: arrow(column[0], column[2]) for name, column in table.items()})
seen = {}
for name, column in table.items():
    kind, values = column[1], column[2]
    if name == 'bytes':
        values = [v and v.hex() for v in values]
    elif name in ('binary', 'fixed'):
        values = [None if v is None else v.decode() for v in values]
    elif kind in ('LIST', 'OBJECT'):
        values = [None if v is None else [] for v in values]
    seen[name] = (kind, values)
expect('types', seen)
small = dict(write_statistics=False, store_schema=False)
for codec in ('none', 'snappy', 'zstd', 'lz4', 'brotli'):
    pq.write_table(types, 'types-%s.parquet' % codec, compression=codec, **small)
pq.write_table(types, 'types-plain.parquet', compression='zstd', use_dictionary=False, store_decimal_as_integer=True, write_page_checksum=True, **small)
pq.write_table(types, 'types-v2.parquet', compression='snappy', data_page_version='2.0', row_group_size=3, **small)
pq.write_table(types, 'types-v1.parquet', compression='gzip', version='1.0', **small)

# Many rows, many pages, all encodings.
n = 400
rows = {
    'i': ('NUMBER', pa.int32(), [(i * 7919) % 1000 - 500 if i % 7 else None for i in range(n)]),
    'l': ('NUMBER', pa.int64(), [(i * i * 7919) % 2**40 * (-1) ** i for i in range(n)]),
    'f': ('FLOAT', pa.float32(), [i / 4 for i in range(n)]),
    'd': ('DOUBLE', pa.float64(), [i / 3 if i % 5 else None for i in range(n)]),
    's': ('STRING', pa.string(), ['request-%05d' % (i // 3) if i % 11 else None for i in range(n)]),
    't': ('STRING', pa.string(), ['x' * (i % 4) + str(i % 10) for i in range(n)]),
    'x': ('STRING', pa.binary(4), [b'%04d' % (i % 97) for i in range(n)]),
    'b': ('BOOLEAN', pa.bool_(), [i % 3 == 0 if i % 4 else None for i in range(n)]),
    'q': ('LIST', pa.list_(pa.int32()), [None if i % 10 == 0 else list(range(i % 4)) for i in range(n)]),
}
many = pa.table({name: pa.array(values, type) for name, (_, type, values) in rows.items()})
expect('many', {name: (kind, [v.decode() if isinstance(v, bytes) else v for v in values]) for name, (kind, _, values) in rows.items()})
pages = dict(data_page_size=300, write_batch_size=100, compression='zstd', use_dictionary=False, **small)
pq.write_table(many, 'many-delta.parquet', column_encoding={
    'i': 'DELTA_BINARY_PACKED', 'l': 'DELTA_BINARY_PACKED', 'f': 'BYTE_STREAM_SPLIT', 'd': 'BYTE_STREAM_SPLIT', 's': 'DELTA_BYTE_ARRAY',
    't': 'DELTA_LENGTH_BYTE_ARRAY', 'x': 'DELTA_BYTE_ARRAY', 'b': 'RLE', 'q.list.element': 'DELTA_BINARY_PACKED'}, **pages)
pq.write_table(many, 'many-split.parquet', data_page_version='2.0', column_encoding={
    'i': 'BYTE_STREAM_SPLIT', 'l': 'BYTE_STREAM_SPLIT', 'x': 'BYTE_STREAM_SPLIT', 's': 'DELTA_LENGTH_BYTE_ARRAY', 't': 'DELTA_BYTE_ARRAY', 'b': 'RLE'}, **pages)
pq.write_table(many, 'many-dictionary.parquet', row_group_size=250, dictionary_pagesize_limit=400, data_page_size=400, write_batch_size=125,
               compression='snappy', write_page_checksum=True, write_statistics=['s'])

stamps = {'at': ('STRING', [w for w in when if w is None or w.year > 1900]), 'n': ('NUMBER', [1, 2, 3, 4])}
pq.write_table(pa.table({'at': pa.array(stamps['at'][1], pa.timestamp('ns')), 'n': pa.array([1, 2, 3, 4], pa.int64())}), 'int96.parquet', use_deprecated_int96_timestamps=True, **small)
expect('int96', stamps)

# Another writer.
db = duckdb.connect()
db.execute("SET TimeZone='UTC'")
db.execute("""CREATE TABLE t AS SELECT i::INTEGER AS i, (i * 1000000007)::BIGINT AS l, i::UTINYINT AS u, i / 8.0::DOUBLE AS d, (i / 8.0)::FLOAT AS f,
  (i / 4.0)::DECIMAL(6, 2) AS price, CASE WHEN i % 3 = 0 THEN NULL ELSE 'user ' || (i % 20) END AS s, (i % 2 = 0) AS b, ['web', 'mobile'][1 + i % 2]::ENUM('web', 'mobile') AS c,
  DATE '2026-01-01' + i::INTEGER AS day, TIMESTAMP '2026-01-01 00:00:00' + to_milliseconds(i * 1001) AS at, TIMESTAMPTZ '2026-01-01 00:00:00Z' + to_seconds(i) AS utc,
  TIME '10:00:00' + to_seconds(i) AS clock, ('00000000-0000-0000-0000-0000000000' || lpad(i::VARCHAR, 2, '0'))::UUID AS id, '\\xFF\\x00'::BLOB AS bin, to_days(i::INTEGER) AS span,
  CASE WHEN i % 5 = 0 THEN NULL ELSE [i, NULL] END AS q, {'a': i} AS o, MAP {'k': i} AS m FROM range(60) r(i)""")
k = range(60)
expect('duckdb', {
    'i': ('NUMBER', list(k)), 'l': ('NUMBER', [i * 1000000007 for i in k]), 'u': ('NUMBER', list(k)), 'd': ('DOUBLE', [i / 8 for i in k]), 'f': ('FLOAT', [i / 8 for i in k]),
    'price': ('NUMBER', ['%.2f' % (i / 4) for i in k]), 's': ('STRING', ['user %d' % (i % 20) if i % 3 else None for i in k]), 'b': ('BOOLEAN', [i % 2 == 0 for i in k]),
    'c': ('STRING', ['mobile' if i % 2 else 'web' for i in k]), 'day': ('STRING', [dt.date(2026, 1, 1) + dt.timedelta(i) for i in k]),
    'at': ('STRING', [dt.datetime(2026, 1, 1) + dt.timedelta(milliseconds=i * 1001) for i in k]),
    'utc': ('STRING', [dt.datetime(2026, 1, 1, tzinfo=UTC) + dt.timedelta(seconds=i) for i in k]),
    'clock': ('STRING', [(dt.datetime(2026, 1, 1, 10) + dt.timedelta(seconds=i)).time() for i in k]),
    'id': ('STRING', [uuid.UUID('00000000-0000-0000-0000-0000000000%02d' % i) for i in k]), 'bin': ('OBJECT', ['ff00' for i in k]),
    'span': ('STRING', ['P0M%dDT0.000S' % i for i in k]), 'q': ('LIST', [[i] if i % 5 else None for i in k]), 'o': ('OBJECT', [[i] for i in k]), 'm': ('OBJECT', [[i] for i in k]),
})
for name, options in {'v1': 'COMPRESSION snappy', 'v2': 'COMPRESSION zstd, PARQUET_VERSION v2', 'lz4': 'COMPRESSION lz4_raw, PARQUET_VERSION v2', 'gzip': 'COMPRESSION gzip'}.items():
    db.execute("COPY t TO 'duckdb-%s.parquet' (FORMAT parquet, %s)" % (name, options))

# And one more.
frame = pandas.DataFrame({
    'n': [1, 2, 3, 4], 'f': [0.5, 1.5, None, 2.5], 's': ['a', 'b', None, 'a'], 'b': [True, False, True, False],
    'at': pandas.to_datetime(['2026-11-22 10:00:00', '2026-11-22 10:00:00.001', None, '1969-01-01'], format='ISO8601').astype('datetime64[ns]'),
})
expect('fastparquet', {
    'n': ('NUMBER', [1, 2, 3, 4]), 'f': ('FLOAT', [0.5, 1.5, None, 2.5]), 's': ('STRING', ['a', 'b', None, 'a']), 'b': ('BOOLEAN', [True, False, True, False]),
    'at': ('STRING', ['2026-11-22T10:00:00', '2026-11-22T10:00:00.001', None, '1969-01-01T00:00:00']),
})
fastparquet.write('fastparquet.parquet', frame, compression='SNAPPY', times='int96', has_nulls=True, row_group_offsets=[0, 2])

# The same rows as ParquetDataTest writes as CSV.
def requests(name, count, channel, chars, rating, dictionary):
    pq.write_table(pa.table({
        'id': pa.array(range(count), pa.int64()), 'channel': pa.array([channel(i) for i in range(count)]), 'chars': pa.array([chars(i) for i in range(count)], pa.int32()),
        'rating': pa.array([rating(i) for i in range(count)], pa.int8()), 'score': pa.array([i % 7 / 8 for i in range(count)]),
        'at': pa.array([dt.datetime(2026, 11, 22, 13, tzinfo=UTC) + dt.timedelta(seconds=i) for i in range(count)], pa.timestamp('us', 'UTC')),
    }), name, compression='zstd', use_dictionary=dictionary, column_encoding=None if dictionary else {'id': 'DELTA_BINARY_PACKED'}, **small)


requests('reference.parquet', 600, lambda i: 'api' if i % 3 else 'web', lambda i: i % 100, lambda i: None if i % 2 else 5, True)
requests('drifted.parquet', 600, lambda i: 'web' if i % 3 else 'api', lambda i: 50 + i % 100, lambda i: None if i % 2 else 4, False)
pq.write_table(pa.table({'id': pa.array([7, 7]), 'channel': ['web', 'phone'], 'chars': pa.array([12, 900]), 'rating': pa.array([3, None]), 'score': pa.array([0.5, float('nan')]),
                         'at': pa.array([dt.datetime(2026, 11, 22), None], pa.timestamp('us')), 'more': pa.array([True, False])}), 'broken.parquet', **small)
pq.write_table(pa.table({'id': pa.array([], pa.int64())}), 'empty.parquet', **small)

# A million rows: much the same all over, so that it is short.
million = 1000000
pq.write_table(pa.table({
    'id': pa.array(range(million), pa.int64()), 'n': pa.array([i // 1000 for i in range(million)], pa.int32()), 'score': pa.array([i % 7 / 8 for i in range(million)]),
    'channel': pa.array([('web', 'mobile', None)[i % 3] for i in range(million)]),
}), 'million.parquet', compression='zstd', compression_level=19, column_encoding={'id': 'DELTA_BINARY_PACKED'}, use_dictionary=['n', 'score', 'channel'], row_group_size=250000, **small)
