import type { MessageSchema } from './message-schema.ts';
import { logsRequest, metricsRequest } from './otlp-schema.data.ts';
import type { ReadMessage } from './read-budget.ts';

/** What requests hold once they were read by `otlp-schema.data.ts`; nothing is there for sure. */
export interface AnyValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: bigint;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
  readonly kvlistValue?: { readonly values?: readonly KeyValue[] };
  readonly bytesValue?: Buffer;
}

export interface KeyValue {
  readonly key?: string;
  readonly value?: AnyValue;
}

export interface Resource {
  readonly attributes?: readonly KeyValue[];
}

export interface InstrumentationScope extends Resource {
  readonly name?: string;
  readonly version?: string;
}

export interface NumberPoint extends Resource {
  readonly timeUnixNano?: bigint;
  readonly asDouble?: number;
  readonly asInt?: number;
  readonly flags?: number;
}

export interface HistogramPoint extends Resource {
  readonly timeUnixNano?: bigint;
  readonly count?: number;
  readonly sum?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly flags?: number;
}

export interface SummaryPoint extends Resource {
  readonly timeUnixNano?: bigint;
  readonly count?: number;
  readonly sum?: number;
  readonly quantileValues?: readonly { readonly quantile?: number; readonly value?: number }[];
  readonly flags?: number;
}

export interface Points<Point> {
  readonly dataPoints?: readonly Point[];
  /** 1 delta, 2 cumulative. */
  readonly aggregationTemporality?: number;
  readonly isMonotonic?: boolean;
}

export interface Metric {
  readonly name?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly gauge?: Points<NumberPoint>;
  readonly sum?: Points<NumberPoint>;
  readonly histogram?: Points<HistogramPoint>;
  readonly exponentialHistogram?: Points<object>;
  readonly summary?: Points<SummaryPoint>;
}

export interface ScopeMetrics {
  readonly scope?: InstrumentationScope;
  readonly metrics?: readonly Metric[];
  readonly schemaUrl?: string;
}

export interface ResourceMetrics {
  readonly resource?: Resource;
  readonly scopeMetrics?: readonly ScopeMetrics[];
}

export interface LogRecord extends Resource {
  readonly timeUnixNano?: bigint;
  readonly observedTimeUnixNano?: bigint;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: AnyValue;
  /** In hex. */
  readonly traceId?: string;
  readonly spanId?: string;
  readonly eventName?: string;
}

export interface ResourceLogs {
  readonly resource?: Resource;
  readonly scopeLogs?: readonly {
    readonly scope?: InstrumentationScope;
    readonly logRecords?: readonly LogRecord[];
  }[];
}

/** Reads a body by a schema: `readProtobuf` or `readJson`. */
export type ReadBody = (plain: Buffer, schema: MessageSchema) => ReadMessage;

/** @throws AppError `invalid`, `too_large` */
export function readMetrics(plain: Buffer, read: ReadBody): readonly ResourceMetrics[] {
  const { resourceMetrics = [] } = read(plain, metricsRequest) as {
    readonly resourceMetrics?: readonly ResourceMetrics[];
  };
  return resourceMetrics;
}

/** @throws AppError `invalid`, `too_large` */
export function readLogs(plain: Buffer, read: ReadBody): readonly ResourceLogs[] {
  const { resourceLogs = [] } = read(plain, logsRequest) as {
    readonly resourceLogs?: readonly ResourceLogs[];
  };
  return resourceLogs;
}
