import type { LogSpec } from '../../../contract/log-flows.ts';

/** Outputs of a flow, the kind and host of an output, or the files of a tailer. */
export function goesTo({ kind, spec }: Pick<LogSpec, 'kind' | 'spec'>): string {
  if (kind === 'flow') {
    return [spec.localOutputRefs, spec.globalOutputRefs]
      .flatMap((refs) => (Array.isArray(refs) ? refs.map(String) : []))
      .join(', ');
  }
  if (kind === 'tailer') {
    const files = Array.isArray(spec.files) ? spec.files : [];
    return files.map((file: { readonly path?: unknown }) => String(file.path)).join(', ');
  }
  const [type = '', settings] = Object.entries(spec).find(([name]) => name !== 'shared') ?? [];
  const values = new Map<string, unknown>(
    typeof settings === 'object' && settings !== null ? Object.entries(settings) : [],
  );
  const place = ['url', 'endpoint', 'host', 'brokers', 's3_bucket', 'path']
    .map((name) => values.get(name))
    .find((value) => typeof value === 'string');
  return place === undefined ? type : `${type} · ${String(place)}`;
}
