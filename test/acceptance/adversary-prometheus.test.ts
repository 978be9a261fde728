import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROMETHEUS_ROUTES } from '../../queries/proxy/prometheus-routes.ts';
import { aimAt, aimsAt, otherMethods } from '../adversary/aims.ts';
import { type Aim, type Attack, bytesOf, shotOf } from '../adversary/attack.ts';
import { attackAll, type Field, shareOf } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PROMETHEUS_CONTROLS } from '../adversary/prometheus-controls.ts';
import { prometheusField } from '../adversary/prometheus-field.ts';
import { PROMQL_TEXTS } from '../adversary/promql-texts.data.ts';
import { REQUEST_SHAPES } from '../adversary/request-shapes.data.ts';
import { textAttacks } from '../adversary/text-attack.ts';
import { foreignWord, WORDS } from '../adversary/words.ts';
import { sendAll } from '../support/raw-http.ts';
import { requires } from '../support/requires.ts';
import { startTelltaleWorld, type TelltaleWorld } from '../support/telltale-prometheus.ts';

const ATTACKS: readonly Attack[] = [
  ...textAttacks(PROMQL_TEXTS),
  ...REQUEST_SHAPES,
  ...FORGED_HEADERS,
  ...ODD_PATHS,
];

const AIMS = aimsAt('prometheus', PROMETHEUS_ROUTES, PROMETHEUS_CONTROLS);
const named = (aim: Aim) => [`${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const;

describe('the positive controls of the scoped Prometheus API', () => {
  it('are one for each route: add to test/adversary/prometheus-controls.ts how a new route shows a tenant its own word', () => {
    const paths = PROMETHEUS_ROUTES.map(({ path }) => path);
    expect(Object.keys(PROMETHEUS_CONTROLS).sort()).toEqual(paths.sort());
  });

  it.each(PROMETHEUS_ROUTES.map((route) => [route.path, route] as const))(
    '%s sees nothing only if no backend is asked',
    (path, { answer }) => {
      expect(PROMETHEUS_CONTROLS[path]?.isLocal ?? false).toBe(answer.kind === 'local');
    },
  );
});

requires('prometheus')('the scoped Prometheus API under attack by a neighbour', () => {
  let world: TelltaleWorld;
  let field: Field;

  beforeAll(async () => {
    world = await startTelltaleWorld();
    field = prometheusField(world);
  }, 60_000);
  afterAll(() => world?.stop());

  it.each(AIMS.map(named))('%s: shows the own word', async (_, aim) => {
    field.forget();
    const bytes = bytesOf(shotOf(aim), field.tokenOf(aim));
    const [answer] = await sendAll(field.url, [{ bytes, isHead: false }], 1);
    const { head = '', body = '', status } = answer ?? {};
    expect(status, body).toBe(200);
    expect(foreignWord(`${head}${body}`, aim.tenant)).toBe(null);
    if (aim.isLocal) expect(field.left()).toEqual([]);
    else expect(body, 'an empty answer proves nothing').toContain(WORDS[aim.tenant]);
  });

  it.each(AIMS.map(named))('%s: every attack', async (_, aim) => {
    const { problems, shots } = await attackAll(field, aim, shareOf(ATTACKS, aim));
    expect(problems).toEqual([]);
    expect(shots).toBeGreaterThan(ATTACKS.length * 0.5);
  });

  it.each(
    PROMETHEUS_ROUTES.flatMap((route) =>
      (['acme', 'globex'] as const).map(
        (tenant) =>
          [`${otherMethods(route).join(', ')} ${route.path} by ${tenant}`, route, tenant] as const,
      ),
    ),
  )('%s: every attack is refused', async (_, route, tenant) => {
    const methods = otherMethods(route);
    const isProof = process.env.TOCSIN_PROOF === '1';
    for (const [index, method] of methods.entries()) {
      const aim = aimAt('prometheus', route, method, tenant, PROMETHEUS_CONTROLS[route.path]);
      const own = isProof ? ATTACKS : ATTACKS.filter((__, i) => i % methods.length === index);
      const { problems } = await attackAll(field, aim, own, 'refuse');
      expect(problems).toEqual([]);
    }
  });
});
