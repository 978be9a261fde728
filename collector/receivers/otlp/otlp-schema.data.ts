import { type MessageSchema, messageSchema } from './message-schema.ts';

/** The messages of opentelemetry-proto 1.x as far as they are read; exemplars are not. */
const anyValue: MessageSchema = messageSchema([
  [1, 'stringValue', 'text'],
  [2, 'boolValue', 'bool'],
  [3, 'intValue', 'int'],
  [4, 'doubleValue', 'double'],
  [5, 'arrayValue', () => arrayValue],
  [6, 'kvlistValue', () => keyValues],
  [7, 'bytesValue', 'bytes'],
]);
const arrayValue = messageSchema([[1, 'values', () => anyValue, 'repeated']]);
const keyValue = messageSchema([
  [1, 'key', 'text'],
  [2, 'value', () => anyValue],
]);
const keyValues = messageSchema([[1, 'values', () => keyValue, 'repeated']]);
const resource = messageSchema([[1, 'attributes', () => keyValue, 'repeated']]);
const scope = messageSchema([
  [1, 'name', 'text'],
  [2, 'version', 'text'],
  [3, 'attributes', () => keyValue, 'repeated'],
]);

const numberPoint = messageSchema([
  [3, 'timeUnixNano', 'nanos'],
  [4, 'asDouble', 'double'],
  [6, 'asInt', 'fixedInt'],
  [7, 'attributes', () => keyValue, 'repeated'],
  [8, 'flags', 'uint'],
]);
const histogramPoint = messageSchema([
  [3, 'timeUnixNano', 'nanos'],
  [4, 'count', 'count'],
  [5, 'sum', 'double'],
  [6, 'bucketCounts', 'count', 'repeated'],
  [7, 'explicitBounds', 'double', 'repeated'],
  [9, 'attributes', () => keyValue, 'repeated'],
  [10, 'flags', 'uint'],
]);
const valueAtQuantile = messageSchema([
  [1, 'quantile', 'double'],
  [2, 'value', 'double'],
]);
const summaryPoint = messageSchema([
  [3, 'timeUnixNano', 'nanos'],
  [4, 'count', 'count'],
  [5, 'sum', 'double'],
  [6, 'quantileValues', () => valueAtQuantile, 'repeated'],
  [7, 'attributes', () => keyValue, 'repeated'],
  [8, 'flags', 'uint'],
]);
const exponentialPoint = messageSchema([[3, 'timeUnixNano', 'nanos']]);
const points = (point: MessageSchema): MessageSchema =>
  messageSchema([
    [1, 'dataPoints', () => point, 'repeated'],
    [2, 'aggregationTemporality', 'uint'],
    [3, 'isMonotonic', 'bool'],
  ]);
const numbers = points(numberPoint);
const histograms = points(histogramPoint);
const exponentials = points(exponentialPoint);
const summaries = points(summaryPoint);
const metric = messageSchema([
  [1, 'name', 'text'],
  [2, 'description', 'text'],
  [3, 'unit', 'text'],
  [5, 'gauge', () => numbers],
  [7, 'sum', () => numbers],
  [9, 'histogram', () => histograms],
  [10, 'exponentialHistogram', () => exponentials],
  [11, 'summary', () => summaries],
]);
const scopeMetrics = messageSchema([
  [1, 'scope', () => scope],
  [2, 'metrics', () => metric, 'repeated'],
  [3, 'schemaUrl', 'text'],
]);
const resourceMetrics = messageSchema([
  [1, 'resource', () => resource],
  [2, 'scopeMetrics', () => scopeMetrics, 'repeated'],
]);

const logRecord = messageSchema([
  [1, 'timeUnixNano', 'nanos'],
  [2, 'severityNumber', 'uint'],
  [3, 'severityText', 'text'],
  [5, 'body', () => anyValue],
  [6, 'attributes', () => keyValue, 'repeated'],
  [9, 'traceId', 'hex'],
  [10, 'spanId', 'hex'],
  [11, 'observedTimeUnixNano', 'nanos'],
  [12, 'eventName', 'text'],
]);
const scopeLogs = messageSchema([
  [1, 'scope', () => scope],
  [2, 'logRecords', () => logRecord, 'repeated'],
]);
const resourceLogs = messageSchema([
  [1, 'resource', () => resource],
  [2, 'scopeLogs', () => scopeLogs, 'repeated'],
]);

/** `opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest` */
export const metricsRequest = messageSchema([
  [1, 'resourceMetrics', () => resourceMetrics, 'repeated'],
]);

/** `opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest` */
export const logsRequest = messageSchema([[1, 'resourceLogs', () => resourceLogs, 'repeated']]);
