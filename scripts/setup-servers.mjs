import { missingServers, setupServers } from './lib/setup-servers.mjs';

const servers = await setupServers();
for (const [tool, entry] of Object.entries(servers)) {
  console.log('path' in entry ? `${tool} ${entry.version}  ${entry.path}` : `${tool}: missing`);
}
const missing = missingServers(servers);
for (const { tool, reason } of missing) console.error(`${tool} is missing: ${reason}`);
if (process.env.CI === 'true' && missing.some(({ optional }) => !optional)) process.exit(1);
