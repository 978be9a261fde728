import { type Aim, type Attack, type Must, type Shot, shotOf } from './attack.ts';

/** The control's request with another path. */
function along(aim: Aim, path: string): Shot {
  const shot = shotOf(aim);
  return { ...shot, target: shot.target.replace(aim.target, () => path) };
}

const path = (
  name: string,
  rows: readonly number[],
  make: (aim: Aim) => string | null,
  must: Must = 'refuse',
): Attack => ({
  name: `path: ${name}`,
  rows,
  must,
  shot: (aim) => {
    const made = make(aim);
    return made === null ? null : along(aim, made);
  },
  leavesRoute: true,
});

/** `/scopes/<name>/prometheus/…` with another name of a scope. */
const scope = (name: string, rows: readonly number[], of: (other: string, own: string) => string) =>
  path(`scope ${name}`, rows, ({ target, tenant, neighbour }) =>
    target.replace(`/scopes/${tenant}/`, () => `/scopes/${of(neighbour, tenant)}/`),
  );

/** Before the last part of the path. */
const before =
  (insert: string) =>
  ({ target }: Aim) =>
    target.replace(/\/([^/]*)$/, (_, last: string) => `${insert}${last}`);
const behind =
  (insert: string) =>
  ({ target }: Aim) =>
    `${target}${insert}`;
const climb =
  (up: string) =>
  ({ target, tenant, neighbour }: Aim) =>
    target.replace(`/scopes/${tenant}/`, () => `/scopes/${tenant}${up}${neighbour}/`);

const labelled = (
  name: string,
  label: string,
  must: Must = 'refuse',
  rows: readonly number[] = [18],
): Attack =>
  path(
    `label ${name}`,
    rows,
    ({ route, target }) =>
      route.includes('{name}')
        ? target.replace(/\/[^/]+\/values$/, () => `/${label}/values`)
        : null,
    must,
  );

/** Paths and names of scopes that are nearly the neighbour's, or nearly a route. */
export const ODD_PATHS: readonly Attack[] = [
  path('two slashes', [16], before('//')),
  path('two slashes at the front', [16], ({ target }) => `/${target}`),
  path('a dot', [16], before('/./')),
  path('an escaped dot', [16], before('/%2e/')),
  path('up and down', [16], ({ target }) => `${target}/../${target.split('/').at(-1) ?? ''}`),
  path('up with a parameter', [16], before('/..;/')),
  path('a slash, escaped', [16], before('%2F')),
  path('a slash, escaped twice', [16], before('%252F')),
  path('a backslash', [16], before('\\')),
  path('a backslash, escaped', [16], before('%5c')),
  path('a matrix parameter', [16], behind(';x=1')),
  path('a matrix parameter between', [16], ({ target }) =>
    target.replace('/scopes/', '/scopes;x=1/'),
  ),
  path('NUL at the end', [16], behind('%00')),
  path('a blank at the end', [16], behind('%20')),
  path('a tab at the end', [16], behind('%09')),
  path('an overlong slash', [16], before('%c0%af')),
  path('a full-width slash', [16], before('%ef%bc%8f')),
  path('JSON', [16], behind('.json')),
  path('up to the neighbour', [16], climb('/../')),
  path('up to the neighbour, escaped', [16], climb('/%2e%2e/')),
  path('up to the neighbour, half escaped', [16], climb('/.%2e/')),
  path('up to the neighbour, one part', [16], climb('%2f..%2f')),
  path('up to the neighbour, escaped twice', [16], climb('/%252e%252e/')),
  path('up to the neighbour, backslashes', [16], climb('\\..\\')),
  path('up to the neighbour, matrix', [16], climb('/..;a=b/')),
  path('a slash at the end', [17], behind('/')),
  path('capitals', [17], ({ target }) => target.replace(/[^/]*$/, (last) => last.toUpperCase())),
  path('capitals in the base', [17], ({ target }) => target.replace('/scopes/', '/Scopes/')),
  labelled('up', '..%2f..%2fstatus'),
  labelled('up, plain', '..'),
  labelled('with a question', 'x%3Fmatch%5B%5D%3D'),
  labelled('with a slash', 'a%2Fb'),
  labelled('with a fragment', 'a%23'),
  labelled('with a quote', 'a%22'),
  labelled('with a blank', 'a%20b'),
  labelled('with a line', 'a%0d%0ab'),
  labelled('empty', ''),
  labelled('NUL', 'a%00'),
  labelled('of another script', 'n%D0%B0mespace'),
  labelled('U__, escaped form', 'U__namespace', 'stay inside'),
  labelled('U__ with a dot', 'U__name_2e_space', 'stay inside'),
  labelled('the name', '__name__', 'stay inside'),
  labelled('of tenancy', 'namespace', 'stay inside', [18, 56]),
  labelled('of tenancy in Loki', 'ns', 'stay inside', [18, 56]),
  labelled('of the store', '__tenant_id__', 'stay inside'),
  labelled('of objects', '__proto__', 'stay inside'),
  path('absolute', [20], ({ target }) => `http://prometheus:9090${target}`, 'stay inside'),
  path(
    'absolute to the backend',
    [20],
    ({ target, tenant, neighbour }) =>
      `http://127.0.0.1:9090${target.replace(`/scopes/${tenant}/`, `/scopes/${neighbour}/`)}`,
  ),
  path(
    'absolute with credentials',
    [20],
    ({ target, tenant, neighbour }) =>
      `http://${neighbour}:x@tocsin${target.replace(`/scopes/${tenant}/`, `/scopes/${neighbour}/`)}`,
  ),
  path('without a scheme', [20], ({ target }) => `//tocsin${target}`),
  path('without a slash', [20], ({ target }) => target.slice(1)),
  path('an asterisk', [20], () => '*', 'stay inside'),
  path('a port', [20], () => 'prometheus:9090'),
  path('the backend behind', [16], ({ target }) => `${target}/http://127.0.0.1:9090`),
  scope('of the neighbour', [29], (other) => other),
  scope('the neighbour, deeper', [29], (other) => `${other}.shop`),
  scope('the neighbour, deepest', [29], (other) => `${other}.shop.prod`),
  scope('the neighbour on a cluster', [29], (other) => `${other}@eu1`),
  scope('the platform', [29], () => '_platform'),
  scope('the platform on a cluster', [29], () => '_platform@eu1'),
  scope('the platform, escaped', [29], () => '%5fplatform'),
  scope('the platform in capitals', [29], () => '_PLATFORM'),
  scope('everything', [29], () => '*'),
  scope('nobody', [29], () => 'nobody'),
  scope('with a dot', [21], (_, me) => `${me}.`),
  scope('with an at', [21], (_, me) => `${me}@`),
  scope('with two clusters', [21], (_, me) => `${me}@eu1@eu1`),
  scope('with a comma', [21], (other, me) => `${me},${other}`),
  scope('with a bar', [21], (other, me) => `${me}|${other}`),
  scope('with an escaped bar', [21], (other, me) => `${me}%7C${other}`),
  scope('with an exclamation mark', [21], (other, me) => `${me}!${other}`),
  scope('with a plus', [21], (other, me) => `${me}+${other}`),
  scope('with NUL', [21], (other, me) => `${me}%00${other}`),
  scope('with NUL behind', [21], (_, me) => `${me}%00`),
  scope('with a line', [21], (other, me) => `${me}%0a${other}`),
  scope('with a carriage return', [21], (other, me) => `${me}%0d%0aX-Scope-OrgID:${other}`),
  scope('with a slash', [21], (other, me) => `${me}%2f${other}`),
  scope('with a blank', [21], (_, me) => `${me}%20`),
  scope('with a pattern', [21], () => '.%2a'),
  scope('with up', [21], (other) => `..%2f${other}`),
  scope('as up', [21], () => '%2e%2e'),
  scope('with a quote', [43], (other, me) => `${me}%22%7D%20or%20%7Bnamespace%3D%22${other}`),
  scope('in capitals', [], (other) => other.toUpperCase()),
  scope('of mine in capitals', [], (_, me) => me.toUpperCase()),
  scope('in another script', [], (other) => other.replace('o', '%D0%BE').replace('a', '%D0%B0')),
  scope('of full width', [], (other) =>
    [...other]
      .map((char) => encodeURIComponent(String.fromCodePoint(0xfee0 + (char.codePointAt(0) ?? 0))))
      .join(''),
  ),
  scope('with a soft hyphen', [], (other) => `${other}%C2%AD`),
  scope('with a zero-width space', [], (other) => `${other}%E2%80%8B`),
  scope('with an overlong letter', [], (other) => `%c1%a7${other.slice(1)}`),
  scope('empty', [], () => ''),
  scope('of objects', [], () => '__proto__'),
  scope('of objects, again', [], () => 'constructor'),
  scope('that is long', [], (other) => other.repeat(100)),
  path(
    'my scope, escaped',
    [],
    ({ target, tenant }) =>
      target.replace(
        `/scopes/${tenant}/`,
        () => `/scopes/%${tenant.charCodeAt(0).toString(16)}${tenant.slice(1)}/`,
      ),
    'stay inside',
  ),
  path('the neighbour, escaped', [], ({ target, tenant, neighbour }) =>
    target.replace(
      `/scopes/${tenant}/`,
      () => `/scopes/%${neighbour.charCodeAt(0).toString(16)}${neighbour.slice(1)}/`,
    ),
  ),
];
