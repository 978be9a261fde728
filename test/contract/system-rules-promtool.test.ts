import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requires } from '../support/requires.ts';
import { serverTool } from '../support/server-tools.ts';
import { systemTests, testedOwners } from '../support/system-rule-tests.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';

/** promtool opens a database for each test: each sixth rule will do, all of them where figures are proved. */
const EACH = process.env.TOCSIN_PROOF === '1' ? 1 : 6;

requires('promtool')('system rules beside promtool', () => {
  let folder: string;
  beforeAll(() => {
    folder = tempFolder('system-rules');
  });
  afterAll(() => removeFolder(folder));

  const promtool = (args: readonly string[]) => {
    const { path } = serverTool('promtool');
    const { status, stdout, stderr } = spawnSync(path, args, { cwd: folder, encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  it.each(testedOwners.map((owner) => [owner.owner, owner] as const))(
    'takes those of %s, and sees them fire when they should and only then',
    (_name, owner) => {
      const written = systemTests(owner).map(({ rule, rules, tests }) => {
        const rulesFile = `${owner.owner}-${rule.id}.rules.yml`;
        const testsFile = `${owner.owner}-${rule.id}.tests.yml`;
        writeFileSync(join(folder, rulesFile), rules);
        writeFileSync(join(folder, testsFile), tests.replace('- rules.yml', `- ${rulesFile}`));
        return { rulesFile, testsFile };
      });
      const checked = promtool(['check', 'rules', ...written.map(({ rulesFile }) => rulesFile)]);
      expect(checked.text).not.toContain('FAILED');
      expect(checked.status).toBe(0);
      const chosen = written.filter((_one, index) => index % EACH === 0);
      const tested = promtool(['test', 'rules', ...chosen.map(({ testsFile }) => testsFile)]);
      expect(tested.text).not.toContain('FAILED');
      expect(tested.status).toBe(0);
    },
    60_000,
  );
});
