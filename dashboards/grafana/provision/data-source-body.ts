import { isDeepStrictEqual } from 'node:util';
import type { DataSourceAnswer } from '../client/grafana-answers.ts';
import type { DataSourceBody } from '../client/grafana-client.ts';
import type { DataSourceSpec } from './data-source-spec.ts';

/** What goes over Grafana's API. */
export function dataSourceBody(spec: DataSourceSpec, token: string): DataSourceBody {
  const { uid, name, kind, url, isDefault, jsonData } = spec;
  return {
    ...{ uid, name, url, isDefault, jsonData },
    type: kind,
    access: 'proxy',
    secureJsonData: { httpHeaderValue1: bearer(token) },
  };
}

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/**
 * What somebody else changed of a data source, in the order of its fields; empty: nothing. Members of
 * `jsonData` that we do not write are left to who wrote them, but for what would send the token elsewhere.
 */
export function dataSourceDrift(spec: DataSourceSpec, found: DataSourceAnswer): readonly string[] {
  const plain = [
    ...(found.url === spec.url ? [] : ['url']),
    ...(found.type === spec.kind ? [] : ['type']),
    ...(found.access === 'proxy' ? [] : ['access']),
    ...(found.name === spec.name ? [] : ['name']),
    ...(found.isDefault === spec.isDefault ? [] : ['isDefault']),
  ];
  const members = Object.entries(spec.jsonData)
    .filter(([name, value]) => !isDeepStrictEqual(found.jsonData[name], value))
    .map(([name]) => `jsonData.${name}`);
  const hasToken = found.secureJsonFields.httpHeaderValue1 === true;
  return [...plain, ...members, ...(hasToken ? [] : ['secureJsonData.httpHeaderValue1'])];
}
