import { Type } from 'typebox';
import { OwnerName } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { RulePreview } from '../rules.ts';
import {
  SystemRule,
  SystemRuleGroup,
  SystemRuleGroupInput,
  SystemRuleHistory,
  SystemRuleList,
  SystemRuleOverrideInput,
} from '../system-rules.ts';
import { closed, ofOwner } from './params.ts';

const Name = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 100 });
const ofRule = Type.Object({ owner: OwnerName, rule: Name }, closed);
const ofGroup = Type.Object({ owner: OwnerName, group: Name }, closed);
const base = '/api/v1/tenants/{owner}/system-rules';

/** Rules that are there without anybody writing them. All need the permission on the whole owner. */
export const systemRuleEndpoints = {
  'systemRules.list': endpoint({
    method: 'GET',
    path: base,
    summary: 'System rules of the owner by group, with what is in force and how they do',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwner,
    answer: SystemRuleList,
    status: 200,
  }),
  'systemRules.get': endpoint({
    method: 'GET',
    path: `${base}/{rule}`,
    summary: 'One system rule as the owner has it',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofRule,
    answer: SystemRule,
    status: 200,
  }),
  'systemRules.override': endpoint({
    method: 'PUT',
    path: `${base}/{rule}/override`,
    summary: 'Have a system rule otherwise: off, other levels, other channels (If-Match)',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofRule,
    body: SystemRuleOverrideInput,
    answer: SystemRule,
    status: 200,
  }),
  'systemRules.reset': endpoint({
    method: 'DELETE',
    path: `${base}/{rule}/override`,
    summary: 'Have a system rule as the catalogue has it',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofRule,
    answer: null,
    status: 204,
  }),
  'systemRules.preview': endpoint({
    method: 'POST',
    path: `${base}/{rule}/preview`,
    summary: 'What would be delivered with an override; saves nothing',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofRule,
    body: SystemRuleOverrideInput,
    answer: RulePreview,
    status: 200,
  }),
  'systemRules.history': endpoint({
    method: 'GET',
    path: `${base}/{rule}/history`,
    summary: 'Every change of an override, newest first',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofRule,
    answer: SystemRuleHistory,
    status: 200,
  }),
  'systemRules.setGroup': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/system-rule-groups/{group}',
    summary: 'Switch a group of system rules on or off, and say who is told (If-Match)',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofGroup,
    body: SystemRuleGroupInput,
    answer: SystemRuleGroup,
    status: 200,
  }),
  'systemRules.groupHistory': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/system-rule-groups/{group}/history',
    summary: 'Every change of a group, newest first',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofGroup,
    answer: SystemRuleHistory,
    status: 200,
  }),
} as const;
