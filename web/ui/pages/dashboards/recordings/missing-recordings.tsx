import { Alert, Button, FileButton, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Dashboard } from '../../../../../dashboards/model/dashboard.ts';
import { askedMetrics, isRecorded } from '../../../../../dashboards/recordings/asked-metrics.ts';
import {
  KNOWN_RECORDINGS,
  type KnownRecording,
} from '../../../../../dashboards/recordings/known-recordings.data.ts';
import { readRecordings } from '../../../../../dashboards/recordings/read-recordings.ts';
import { recordingsFor } from '../../../../../dashboards/recordings/recordings-for.ts';
import { rulesQuery } from '../../../api/queries.ts';
import { catalogueQueries } from '../../../api/series-catalogue.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { may } from '../../../scope/permissions.ts';
import { useLinkTo, usePlace } from '../../../scope/use-place.ts';
import { useCreateRecordings } from './use-create-recordings.ts';

/**
 * What a dashboard asks for and the scope lacks of the series that recording rules make: the list, and,
 * for those who may, the rules by one click.
 */
export function MissingRecordings({ dashboard }: { readonly dashboard: Dashboard }) {
  const { readPrometheus } = useServices();
  const { scope } = usePlace();
  const recorded = useMemo(() => askedMetrics(dashboard).metrics.filter(isRecorded), [dashboard]);
  const names = useQuery({
    ...catalogueQueries(readPrometheus, scope).names(),
    enabled: recorded.length > 0,
  });
  if (names.data === undefined) return null;
  const known = new Set(names.data);
  const missing = recorded.filter((name) => !known.has(name));
  if (missing.length === 0) return null;
  return <Told uid={dashboard.uid} missing={missing} />;
}

function Told({ uid, missing }: { readonly uid: string; readonly missing: readonly string[] }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts, scope } = usePlace();
  const { scopes } = useSession();
  const mayRead = may(scopes, parts.owner, 'rules:read');
  const rules = useQuery({ ...rulesQuery(call, parts.owner), enabled: mayRead });
  const made = new Set((rules.data ?? []).flatMap(({ record = '' }) => record));
  const waiting = missing.filter((name) => made.has(name));
  const open = missing.filter((name) => !made.has(name));
  const mayWrite = may(scopes, scope.split('@')[0] ?? scope, 'rules:write');
  return (
    <Alert color="gray" mb="sm" title={t('recordings.title', { count: missing.length })}>
      {open.length > 0 && (
        <>
          <p>{t('recordings.text')}</p>
          <Names names={open} />
        </>
      )}
      {waiting.length > 0 && (
        <>
          <p>{t('recordings.waiting', { count: waiting.length })}</p>
          <Names names={waiting} />
        </>
      )}
      {mayWrite && open.length > 0 && rules.data !== undefined && (
        <Ways uid={uid} open={open} made={made} />
      )}
      {!mayWrite && <p className="dimmed">{t('recordings.askFor')}</p>}
    </Alert>
  );
}

function Names({ names }: { readonly names: readonly string[] }) {
  return (
    <ul>
      {names.map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  );
}

interface WaysProps {
  readonly uid: string;
  readonly open: readonly string[];
  /** What rules of the owner record already. */
  readonly made: ReadonlySet<string>;
}

/** Rules that we know, and those of a file. */
function Ways({ uid, open, made }: WaysProps) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { create, isBusy, error } = useCreateRecordings(uid);
  const [fault, setFault] = useState('');
  const needed = recordingsFor(open, KNOWN_RECORDINGS);
  const rules = needed.rules.filter(({ record }) => !made.has(record));
  const take = async (file: File | null) => {
    if (file === null) return;
    const read = readRecordings(await file.text());
    const found: readonly KnownRecording[] = recordingsFor(open, read).rules;
    setFault(found.length === 0 ? t('recordings.noneInFile', { name: file.name }) : '');
    await create(found.filter(({ record }) => !made.has(record)));
  };
  return (
    <>
      <Group gap="xs" mt="xs">
        {rules.length > 0 && (
          <Button size="xs" loading={isBusy} onClick={() => void create(rules)}>
            {t('recordings.create', { count: rules.length })}
          </Button>
        )}
        <FileButton accept=".yaml,.yml,.json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default" disabled={isBusy}>
              {t('recordings.fromFile')}
            </Button>
          )}
        </FileButton>
        <Link to={linkTo('/rules')}>{t('recordings.toRules')}</Link>
      </Group>
      {needed.unknown.length > 0 && (
        <p className="dimmed">{t('recordings.unknown', { count: needed.unknown.length })}</p>
      )}
      {(fault !== '' || error !== '') && (
        <p role="alert" className="fault">
          {fault === '' ? error : fault}
        </p>
      )}
    </>
  );
}
