import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * Not a Grafana: what a start of one meets. It listens where its configuration says and answers the
 * requests that furnish it; `GET …/started-with` tells how it was started and what was asked of it.
 */
const args = process.argv.slice(2);
const ini = readFileSync(args[args.indexOf('--config') + 1] ?? '', 'utf8');
/** @param {string} name */
const setting = (name) => new RegExp(`^${name} = (.*)$`, 'm').exec(ini)?.[1] ?? '';
const { pathname } = new URL(setting('root_url'));
/** @type {object[]} */
const asked = [];
const members = [{ login: 'ann', role: 'Viewer' }];
/** @type {Readonly<Record<string, unknown>>} */
const answers = {
  'GET api/health': { database: 'ok' },
  'POST api/orgs': { orgId: 2 },
  'GET api/orgs/2/users': members,
};
const server = createServer(async (request, response) => {
  const { method, url = '', headers } = request;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const path = url.startsWith(pathname) ? url.slice(pathname.length) : url;
  response.setHeader('content-type', 'application/json');
  if (path === 'started-with') {
    return void response.end(JSON.stringify({ args, ini, cwd: process.cwd(), asked }));
  }
  if (path !== 'api/health') {
    const { authorization, 'x-grafana-org-id': organisation } = headers;
    asked.push({ method, path, authorization, organisation, body: body && JSON.parse(body) });
  }
  response.end(JSON.stringify(answers[`${method} ${path}`] ?? {}));
});
server.listen(Number(setting('http_port')), setting('http_addr'));
process.once('SIGTERM', () => process.exit(0));
