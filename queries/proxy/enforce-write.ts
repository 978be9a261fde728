import { AppError } from '../../platform/errors/app-error.ts';
import { compareText } from '../../platform/model/labels.ts';
import { delimited, eachField, type WireField } from '../../platform/wire/protobuf.ts';
import { refuseManyLabels, setScopeLabels, type WriteScope } from './write-scope.ts';

/** Fields of `prometheus.WriteRequest` and below (remote write 1.0, prompb/remote.proto). */
const TIMESERIES = 1;
const METADATA = 3;
const LABEL = 1;
const NAME = 1;
const VALUE = 2;
const DELIMITED = 2;

/**
 * A remote-write 1.0 request whose every series lies in the scope. A tenancy label that is missing is
 * set where the scope leaves no choice; one outside the scope refuses the whole request, so that
 * nothing of it is stored. Samples, histograms and exemplars keep their bytes (a staleness marker is
 * a NaN with a payload). Metadata is left out: a backend keeps it by metric name, for all tenants.
 *
 * @throws AppError `invalid` for a broken request and for labels outside the scope.
 */
export function enforceWrite(request: Buffer, scope: WriteScope): Buffer {
  const out: Uint8Array[] = [];
  eachField(request, 0, request.length, (field) => {
    if (field.number === TIMESERIES && field.type === DELIMITED) {
      out.push(...delimited(TIMESERIES, enforceSeries(request, field, scope)));
    } else if (field.number !== METADATA) {
      throw new AppError(
        'invalid',
        `the write request has an unknown field ${field.number}; only remote write 1.0 is taken`,
      );
    }
  });
  return Buffer.concat(out);
}

function enforceSeries(request: Buffer, { valueStart, end }: WireField, scope: WriteScope): Buffer {
  const labels = new Map<string, string>();
  const rest: Uint8Array[] = [];
  eachField(request, valueStart, end, (field) => {
    if (field.number !== LABEL) {
      rest.push(request.subarray(field.start, field.end));
      return;
    }
    const [name, value] = readLabel(request, field.valueStart, field.end);
    if (labels.has(name))
      throw new AppError('invalid', `a series has the label ${JSON.stringify(name)} twice`);
    labels.set(name, value);
  });
  refuseManyLabels(labels.size);
  setScopeLabels(labels, scope);
  const sorted = [...labels]
    .filter(([, value]) => value !== '')
    .sort(([a], [b]) => compareText(a, b));
  const written = sorted.flatMap(([name, value]) => delimited(LABEL, labelMessage(name, value)));
  return Buffer.concat([...written, ...rest]);
}

function readLabel(request: Buffer, from: number, to: number): readonly [string, string] {
  let name = '';
  let value = '';
  eachField(request, from, to, (field) => {
    const text = request.toString('utf8', field.valueStart, field.end);
    if (field.number === NAME) name = text;
    else if (field.number === VALUE) value = text;
  });
  if (name === '') throw new AppError('invalid', 'a label has no name');
  return [name, value];
}

function labelMessage(name: string, value: string): Buffer {
  return Buffer.concat([
    ...delimited(NAME, Buffer.from(name)),
    ...delimited(VALUE, Buffer.from(value)),
  ]);
}
