import { expect, it } from 'vitest';
import {
  type NamedType,
  plainDecimal,
  prometheusLabel,
  prometheusName,
} from './prometheus-name.ts';

it.each<[string, string, NamedType, string]>([
  ['http.server.duration', 'ms', 'histogram', 'http_server_duration_milliseconds'],
  ['requests', '1', 'counter', 'requests_total'],
  ['requests.total', '1', 'counter', 'requests_total'],
  ['total.requests', '', 'counter', 'requests_total'],
  ['ratio', '1', 'gauge', 'ratio'],
  ['hit', '1', 'gauge', 'hit_ratio'],
  ['hit', '1', 'up-down-counter', 'hit'],
  ['disk.io', 'By/s', 'gauge', 'disk_io_bytes_per_second'],
  ['disk.io.bytes', 'By', 'counter', 'disk_io_bytes_total'],
  ['disk.io', 'By', 'counter', 'disk_io_bytes_total'],
  ['packets', '{packet}', 'counter', 'packets_total'],
  ['packets', '{packet}/s', 'gauge', 'packets_per_second'],
  ['speed', 'm/s', 'gauge', 'speed_meters_per_second'],
  ['cpu', '%', 'gauge', 'cpu_percent'],
  ['temperature', 'Cel', 'gauge', 'temperature_celsius'],
  ['odd', 'foo-bar', 'gauge', 'odd_foo_bar'],
  ['odd', ' s ', 'gauge', 'odd_seconds'],
  ['odd', '/', 'gauge', 'odd'],
  ['a__b..c', '', 'gauge', 'a_b_c'],
  ['5xx.count', '', 'gauge', '_5xx_count'],
  ['job:errors', '', 'gauge', 'job:errors'],
  ['größe', '', 'gauge', 'gr_e'],
  ['...', 's', 'gauge', ''],
])('names %s of unit "%s" (%s) %s', (name, unit, type, expected) => {
  expect(prometheusName(name, unit, type)).toBe(expected);
});

it.each([
  ['http.method', 'http_method'],
  ['a..b', 'a__b'],
  ['1st', 'key_1st'],
  ['_private', 'key_private'],
  ['.dotted', 'key_dotted'],
  ['__name__', '__name__'],
  ['größe', 'gr__e'],
  ['a😀b', 'a_b'],
])('makes a label of %s: %s', (attribute, label) => {
  expect(prometheusLabel(attribute)).toBe(label);
});

it.each([
  [0.005, '0.005'],
  [1, '1'],
  [1e21, '1000000000000000000000'],
  [1.5e22, '15000000000000000000000'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('prints %d as %s', (value, text) => {
  expect(plainDecimal(value)).toBe(text);
});
