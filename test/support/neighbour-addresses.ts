import { expect } from 'vitest';
import type { ApiClient } from './api-client.ts';

/** Private addresses and previews are for people of acme, and to be decided by root alone. */
export async function expectOwnAddresses({
  root,
  acme,
  umbrella,
}: Readonly<Record<'root' | 'acme' | 'umbrella', ApiClient>>): Promise<void> {
  const addresses = (owner: string) => `/api/v1/tenants/${owner}/outbound-addresses`;
  const asked = { host: 'hooks.acme.svc', port: 8443, reason: 'tickets of acme' };
  const made = await acme.call('POST', addresses('acme'), asked);
  const { id } = made.body as { readonly id: string };
  expect([made.status, made.body]).toEqual([201, expect.objectContaining({ state: 'pending' })]);
  expect((await umbrella.call('GET', addresses('acme'))).status).toBe(403);
  expect((await umbrella.call('POST', addresses('acme'), asked)).status).toBe(403);
  expect((await umbrella.call('GET', addresses('umbrella'))).body).toEqual({ items: [] });
  expect((await umbrella.call('DELETE', `${addresses('umbrella')}/${id}`)).status).toBe(404);
  const decide = `/api/v1/outbound-addresses/${id}/decision`;
  const decision = { state: 'approved', note: '' };
  for (const client of [acme, umbrella]) {
    expect((await client.call('GET', '/api/v1/outbound-addresses')).status).toBe(403);
    expect((await client.call('POST', decide, decision)).status).toBe(403);
  }
  expect((await root.call('POST', decide, decision)).status).toBe(200);
  expect((await acme.call('DELETE', `${addresses('acme')}/${id}`)).status).toBe(204);
  const draft = { kind: 'slack', name: 'x', language: 'en', templates: { body: '{{ .Title }}' } };
  const preview = '/api/v1/tenants/acme/channels/preview';
  expect((await umbrella.call('POST', preview, draft)).status).toBe(403);
  const shown = await acme.call('POST', preview, draft);
  expect([shown.status, JSON.stringify(shown.body)]).toEqual([
    200,
    expect.stringContaining('Test notification'),
  ]);
}
