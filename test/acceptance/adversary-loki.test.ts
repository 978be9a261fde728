import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOKI_ROUTES } from '../../queries/proxy/loki/loki-routes.ts';
import { aimAt, aimsAt, otherMethods } from '../adversary/aims.ts';
import { type Aim, type Attack, bytesOf, shotOf } from '../adversary/attack.ts';
import { attackAll, type Field, shareOf } from '../adversary/campaign.ts';
import { FORGED_HEADERS } from '../adversary/headers.data.ts';
import { LOGQL_TEXTS } from '../adversary/logql-texts.data.ts';
import { LOKI_CONTROLS, seenBy } from '../adversary/loki-controls.ts';
import { lokiField } from '../adversary/loki-field.ts';
import { ODD_PATHS } from '../adversary/paths.data.ts';
import { PUSH_BODIES } from '../adversary/push-bodies.data.ts';
import { REQUEST_SHAPES } from '../adversary/request-shapes.data.ts';
import { textAttacks } from '../adversary/text-attack.ts';
import { foreignWord, TENANTS } from '../adversary/words.ts';
import { sendAll } from '../support/raw-http.ts';
import { startTelltaleLoki, type TelltaleLoki } from '../support/telltale-loki.ts';

const ATTACKS: readonly Attack[] = [
  ...textAttacks(LOGQL_TEXTS),
  ...REQUEST_SHAPES,
  ...FORGED_HEADERS,
  ...ODD_PATHS,
];
const AIMS = aimsAt('loki', LOKI_ROUTES, LOKI_CONTROLS);
const named = (aim: Aim) => [`${aim.method} ${aim.route} by ${aim.tenant}`, aim] as const;
const isUpgrade = ({ route }: Pick<Aim, 'route'>) => route.endsWith('/tail');
const isPush = ({ route }: Pick<Aim, 'route'>) => route.endsWith('/push');

let world: TelltaleLoki;
let field: Field;

beforeAll(async () => {
  world = await startTelltaleLoki();
  field = lokiField(world);
});
afterAll(() => world?.stop());

describe('the positive controls of the scoped Loki API', () => {
  it('are one for each route: add to test/adversary/loki-controls.ts how a new route shows a tenant its own word', () => {
    const paths = LOKI_ROUTES.map(({ path }) => path);
    expect(Object.keys(LOKI_CONTROLS).sort()).toEqual(paths.sort());
  });

  it.each(LOKI_ROUTES.map((route) => [route.path, route] as const))(
    '%s sees nothing only if no backend is asked, or its own test does',
    (path, { answer }) => {
      const { isLocal = false, isSpecial = false } = LOKI_CONTROLS[path] ?? { form: [] };
      expect(isLocal).toBe(answer.kind === 'local');
      expect(isSpecial).toBe(answer.kind === 'tail' || answer.kind === 'push');
    },
  );

  it.each(AIMS.filter((aim) => !isUpgrade(aim)).map(named))('%s: shows the own', async (_, aim) => {
    field.forget();
    const bytes = bytesOf(shotOf(aim), field.tokenOf(aim));
    const [answer] = await sendAll(field.url, [{ bytes, isHead: false }], 1);
    const { head = '', body = '', status } = answer ?? {};
    expect(status, body).toBe(isPush(aim) ? 204 : 200);
    expect(foreignWord(`${head}${body}`, aim.tenant)).toBe(null);
    const left = field.left();
    expect(left.flatMap((one) => field.leftProblem(one, aim) ?? [])).toEqual([]);
    expect(left.length > 0).toBe(!aim.isLocal);
    if (!aim.isLocal && !isPush(aim)) expect(body).toContain(seenBy(aim.route, aim.tenant));
  });
});

describe('the scoped Loki API under attack by a neighbour', () => {
  it.each(AIMS.map(named))('%s: every attack', async (_, aim) => {
    const usual = shareOf(ATTACKS, aim);
    const attacks = isPush(aim) ? [...usual, ...PUSH_BODIES] : usual;
    // Without an upgrade there is no tail.
    const { problems, shots } = await attackAll(
      field,
      aim,
      attacks,
      isUpgrade(aim) ? 'refuse' : undefined,
    );
    expect(problems).toEqual([]);
    expect(shots).toBeGreaterThan(ATTACKS.length * 0.4);
  });

  it.each(
    LOKI_ROUTES.flatMap((route) =>
      TENANTS.map(
        (tenant) =>
          [`${otherMethods(route).join(', ')} ${route.path} by ${tenant}`, route, tenant] as const,
      ),
    ),
  )('%s: every attack is refused', async (_, route, tenant) => {
    const methods = otherMethods(route);
    const isProof = process.env.TOCSIN_PROOF === '1';
    for (const [index, method] of methods.entries()) {
      const aim = aimAt('loki', route, method, tenant, LOKI_CONTROLS[route.path]);
      const own = isProof ? ATTACKS : ATTACKS.filter((__, i) => i % methods.length === index);
      const { problems } = await attackAll(field, aim, own, 'refuse');
      expect(problems).toEqual([]);
    }
  });
});
