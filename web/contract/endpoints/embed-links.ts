import { EmbedLink, EmbedLinkInput, EmbedRules, EmbedRulesInput } from '../embed-links.ts';
import { endpoint, onNode, within } from '../endpoint.ts';
import { ofOwner } from './params.ts';

/** Links that show dashboards to who has no account. */
export const embedLinkEndpoints = {
  'embedLinks.create': endpoint({
    method: 'POST',
    path: '/api/v1/tenants/{owner}/embed-links',
    summary: 'A signed link that shows a dashboard or a panel, with the rights of who asks for it',
    tag: 'dashboards',
    requires: within('dashboards:read'),
    params: ofOwner,
    body: EmbedLinkInput,
    answer: EmbedLink,
    status: 201,
  }),
  'embedLinks.rules': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/embed-links/rules',
    summary: 'What links to dashboards may do',
    tag: 'dashboards',
    requires: within('dashboards:read'),
    params: ofOwner,
    answer: EmbedRules,
    status: 200,
  }),
  'embedLinks.setRules': endpoint({
    method: 'PUT',
    path: '/api/v1/tenants/{owner}/embed-links/rules',
    summary: 'Switch links on or off, name the sites that may frame them, or withdraw all',
    tag: 'dashboards',
    requires: onNode('dashboards:write'),
    params: ofOwner,
    body: EmbedRulesInput,
    answer: EmbedRules,
    status: 200,
  }),
};
