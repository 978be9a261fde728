import { expect, it } from 'vitest';
import { labelInPath } from './label-in-path.ts';

it.each([
  ['job', 'job'],
  ['k8s.pod_name', 'U__k8s_2e_pod__name'],
  ['名', 'U___540d_'],
])('asks for values of %s as %s', (label, path) => {
  expect(labelInPath(label)).toBe(path);
});
