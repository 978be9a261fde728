import { Type } from 'typebox';
import { OwnerName } from '../common.ts';
import { endpoint, within } from '../endpoint.ts';
import { GrafanaBoard, GrafanaBoardList, GrafanaUid } from '../grafana.ts';
import { closed, ofOwner } from './params.ts';

/** Boards of Grafana on our own pages. */
export const grafanaEndpoints = {
  'grafana.boards': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/grafana/boards',
    summary: 'The dashboards of the tenant in Grafana, and whether Grafana answers',
    tag: 'dashboards',
    requires: within('dashboards:read'),
    params: ofOwner,
    answer: GrafanaBoardList,
    status: 200,
  }),
  'grafana.board': endpoint({
    method: 'GET',
    path: '/api/v1/tenants/{owner}/grafana/boards/{uid}',
    summary: 'One of them with its JSON, as Grafana has it or as it was seen there last',
    tag: 'dashboards',
    requires: within('dashboards:read'),
    params: Type.Object({ owner: OwnerName, uid: GrafanaUid }, closed),
    answer: GrafanaBoard,
    status: 200,
  }),
} as const;
