import { expect } from 'vitest';
import type { ApiClient } from './api-client.ts';
import type { GrafanaRecorder } from './grafana-recorder.ts';

/**
 * Incidents of both tenants, as annotations of an embedded Grafana, to people of different roles.
 * @param neighbour the organisation of globex
 */
export async function readIncidentMarks(
  enter: (name: string) => Promise<ApiClient>,
  grafana: Pick<GrafanaRecorder, 'seen'>,
  neighbour: number,
): Promise<void> {
  const raised = [
    ['acme-admin', 'acme.shop.prod', '<img src=x onerror=alert(1)>'],
    ['acme-admin', 'acme.bank.prod', 'BankDown'],
    ['globex-admin', 'globex.shop.prod', 'GlobexDown'],
  ] as const;
  for (const [name, scope, alertname] of raised) {
    const client = await enter(name);
    const alerts = [{ labels: { alertname }, annotations: { summary: 'It burns' } }];
    const posted = await client.call('POST', `/scopes/${scope}/alertmanager/api/v2/alerts`, alerts);
    expect(posted.status).toBe(200);
  }
  grafana.seen.length = 0;
  const seenBy = async (name: string, more = '') => {
    const times = `from=${Date.now() - 60_000}&to=${Date.now() + 60_000}`;
    const asked = `/grafana/api/annotations?${times}&tags=tocsin-incidents${more}`;
    const answer = await (await enter(name)).call('GET', asked);
    const marks = answer.body as readonly { readonly text: string }[];
    return answer.status === 200 ? marks.map(({ text }) => text).join() : answer.status;
  };
  expect(await seenBy('ann')).toMatch(
    /^<a href="[^"]+\/incidents\/[^"]+\?scope=acme" target="_blank">&lt;img src=x onerror=alert\(1\)&gt;<\/a><br>It burns$/,
  );
  expect(await seenBy('acme-admin')).toContain('BankDown');
  expect(await seenBy('acme-admin', '&tags=alertname:BankDown')).toMatch(/^[^,]*BankDown[^,]*$/);
  expect(await seenBy('acme-admin', '&tags=alertname:Other')).toBe('');
  expect(await seenBy('globex-admin')).toMatch(/^[^,]*GlobexDown[^,]*$/);
  expect(await seenBy('ann', `&orgId=${neighbour}`)).toBe(403);
  expect(grafana.seen).toEqual([]);
}
