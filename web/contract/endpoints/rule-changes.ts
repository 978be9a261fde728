import { Type } from 'typebox';
import { endpoint, onNode, within } from '../endpoint.ts';
import {
  ChangeImpact,
  RuleCopyAnswer,
  RuleCopyInput,
  RuleCopyPreview,
  RuleImpactInput,
  RuleRerenderInput,
} from '../rule-changes.ts';
import { RuleBulkAnswer } from '../rules.ts';
import { ofEnvironment, ofOwner } from './params.ts';

/** What changes of rules would do, and changes of several at once. */
export const ruleChangeEndpoints = {
  'rules.impact': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules/impact',
    summary: 'Which open incidents a change would resolve, and who would be told; changes nothing',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwner,
    body: RuleImpactInput,
    answer: ChangeImpact,
    status: 200,
  }),
  'rules.copyPreview': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules/copy/preview',
    summary: 'What copies of rules in another environment or cluster would be; makes none',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwner,
    body: RuleCopyInput,
    answer: RuleCopyPreview,
    status: 200,
  }),
  'rules.copy': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules/copy',
    summary: 'Copy rules to another environment or cluster; tells of each what became of it',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwner,
    body: RuleCopyInput,
    answer: RuleCopyAnswer,
    status: 200,
  }),
  'rules.rerender': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rules/rerender',
    summary: 'Let rules take their template over as it is now; their levels stay',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwner,
    body: RuleRerenderInput,
    answer: RuleBulkAnswer,
    status: 200,
  }),
  'environments.impact': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{tenant}/projects/{project}/environments/{environment}/impact',
    summary:
      'What deleting an environment would resolve, who would be told, which rules would stop',
    tag: 'tenancy',
    requires: onNode('tenancy:write'),
    params: ofEnvironment,
    answer: Type.Object({
      ...ChangeImpact.properties,
      rules: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), {
        description: 'Rules of this environment alone: they would run nowhere',
      }),
    }),
    status: 200,
  }),
} as const;
