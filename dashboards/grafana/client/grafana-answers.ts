import { type Static, type TSchema, Type } from 'typebox';
import { AppError } from '../../../platform/errors/app-error.ts';
import { validator } from '../../../platform/schema/validator.ts';

// What is read of Grafana's answers; everything else in them is let pass.

const text = (maxLength = 2_048) => Type.String({ maxLength });
const Uid = Type.String({ minLength: 1, maxLength: 253 });
const Id = Type.Integer({ minimum: 0 });

export const Health = Type.Object({ version: Type.String({ default: '', maxLength: 60 }) });

export const OrganisationAnswer = Type.Object({ id: Id, name: text() });
export type OrganisationAnswer = Static<typeof OrganisationAnswer>;
export const MadeOrganisation = Type.Object({ orgId: Id });

export const OrganisationUser = Type.Object({
  userId: Id,
  login: text(),
  role: Type.String({ default: '', maxLength: 40 }),
});
export type OrganisationUser = Static<typeof OrganisationUser>;

export const DataSourceAnswer = Type.Object({
  uid: Uid,
  name: text(),
  type: text(),
  url: Type.String({ default: '' }),
  access: Type.String({ default: '' }),
  isDefault: Type.Boolean({ default: false }),
  readOnly: Type.Boolean({ default: false }),
  version: Type.Integer({ default: 0 }),
  jsonData: Type.Record(Type.String(), Type.Unknown(), { default: {} }),
  secureJsonFields: Type.Record(Type.String(), Type.Boolean(), { default: {} }),
});
export type DataSourceAnswer = Static<typeof DataSourceAnswer>;

export const FolderAnswer = Type.Object({ uid: Uid, title: text() });

/** Of a user, a team or a role; 0 and empty: of none. */
export const FolderPermission = Type.Object({
  userId: Type.Integer({ default: 0 }),
  teamId: Type.Integer({ default: 0 }),
  role: Type.String({ default: '', maxLength: 40 }),
  permission: Type.Integer(),
  inherited: Type.Boolean({ default: false }),
});
export type FolderPermission = Static<typeof FolderPermission>;

export const SearchHit = Type.Object({
  uid: Uid,
  title: text(),
  type: Type.String(),
  folderUid: Type.Optional(Type.Union([Type.Null(), text()])),
});
export type SearchHit = Static<typeof SearchHit>;

export const SavedDashboard = Type.Object({ uid: Uid, version: Type.Integer() });

export const DashboardAnswer = Type.Object({
  meta: Type.Object({
    version: Type.Optional(Type.Integer()),
    folderUid: Type.Optional(Type.String()),
    provisioned: Type.Boolean({ default: false }),
    updatedBy: Type.Optional(Type.String()),
  }),
  dashboard: Type.Record(Type.String(), Type.Unknown()),
});
export type DashboardAnswer = Static<typeof DashboardAnswer>;

/** Reads an answer by its schema. @throws AppError `upstream_failed` naming the first finding. */
export type Reader<T> = (body: unknown, attempt: string) => T;

export function reader<S extends TSchema>(schema: S): Reader<Static<S>> {
  const validate = validator(schema);
  return (body, attempt) => {
    const read = validate(body);
    if (read.kind === 'valid') return read.value;
    const [first] = read.findings;
    const where = first === undefined ? '' : ` at ${first.path || '/'}: ${first.message}`;
    throw new AppError(
      'upstream_failed',
      `Grafana was asked to ${attempt} and answered what is not known of it${where}: check that grafana.url leads to Grafana 10 or newer`,
    );
  };
}
