import { Type } from 'typebox';
import { OwnerName } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { RuleTemplate, RuleTemplateInput, RuleTemplateSummary } from '../rule-templates.ts';
import { closed, ofOwner } from './params.ts';

const ofTemplate = Type.Object(
  {
    owner: OwnerName,
    template: Type.String({
      pattern: '^[a-z]+\\.[a-z_0-9]+\\.[a-zA-Z][a-zA-Z0-9_]*$',
      maxLength: 200,
      description: 'scope.resource.rule',
    }),
  },
  closed,
);

/** Templates of rules: the catalogue, and what owners add to it. */
export const ruleTemplateEndpoints = {
  'ruleTemplates.list': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/rule-templates',
    summary: "The catalogue of rule templates, the owner's own first",
    tag: 'rules',
    requires: within('rules:read'),
    params: ofOwner,
    answer: Type.Object({ items: Type.Array(RuleTemplateSummary) }),
    status: 200,
  }),
  'ruleTemplates.get': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/rule-templates/{template}',
    summary: 'One template with its query, levels and advice',
    tag: 'rules',
    requires: within('rules:read'),
    params: ofTemplate,
    answer: RuleTemplate,
    status: 200,
  }),
  'ruleTemplates.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/rule-templates',
    summary: 'Add a template of the owner; needs rules:write on the whole owner',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofOwner,
    body: RuleTemplateInput,
    answer: RuleTemplate,
    status: 201,
  }),
  'ruleTemplates.update': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/rule-templates/{template}',
    summary: 'Change a template of the owner (If-Match); rules made from it stay as they are',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofTemplate,
    body: RuleTemplateInput,
    answer: RuleTemplate,
    status: 200,
  }),
  'ruleTemplates.delete': endpoint({
    method: 'DELETE',
    path: '/api/v1/tenants/{owner}/rule-templates/{template}',
    summary: 'Delete a template of the owner that no rule is made from',
    tag: 'rules',
    requires: within('rules:write'),
    params: ofTemplate,
    answer: null,
    status: 204,
  }),
} as const;
