import { type Static, Type } from 'typebox';

export const GrafanaUid = Type.String({ pattern: '^[A-Za-z0-9_-]{1,40}$' });

const Board = {
  uid: GrafanaUid,
  title: Type.String(),
  folder: Type.String({ description: 'Title of its folder; empty: none' }),
};

/** The boards of a tenant in Grafana. */
export const GrafanaBoardList = Type.Object({
  path: Type.Union([Type.Null(), Type.String()], {
    description: 'Where Grafana is on our site; null: there is none for this tenant',
  }),
  organisation: Type.Union([Type.Null(), Type.Integer()]),
  up: Type.Boolean({ description: 'Grafana answered; otherwise these were seen there last' }),
  boards: Type.Array(Type.Object(Board)),
});
export type GrafanaBoardList = Static<typeof GrafanaBoardList>;

/** One board with its JSON, which our own renderer draws when Grafana does not answer. */
export const GrafanaBoard = Type.Object({
  ...Board,
  path: Type.String({ description: 'Where Grafana is on our site' }),
  organisation: Type.Integer(),
  up: Type.Boolean({ description: 'Grafana answered; otherwise it is as it was seen last' }),
  source: Type.String({ description: 'Its JSON' }),
});
export type GrafanaBoard = Static<typeof GrafanaBoard>;
