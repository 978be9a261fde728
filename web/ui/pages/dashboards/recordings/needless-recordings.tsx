import { Alert, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BOARDS } from '../../../../../dashboards/catalogue/catalogue.ts';
import {
  markedBoard,
  needlessRecordings,
} from '../../../../../dashboards/recordings/board-mark.ts';
import { boardMetricsQuery } from '../../../api/board-metric-queries.ts';
import { errorWords } from '../../../api/error-words.ts';
import { ownerKey, rulesQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { may } from '../../../scope/permissions.ts';
import { usePlace } from '../../../scope/use-place.ts';

const BUILT_IN = BOARDS.map(({ id }) => ({ uid: `tocsin-${id}`, metrics: [] }));

/** Rules that were made for dashboards which are gone, and that no other asks for: offers to remove them. */
export function NeedlessRecordings() {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { scopes } = useSession();
  const queryClient = useQueryClient();
  const mayWrite = may(scopes, owner, 'rules:write');
  const rules = useQuery({ ...rulesQuery(call, owner), enabled: mayWrite });
  const marked = (rules.data ?? []).filter(
    ({ record, dashboardUrl = '' }) => record !== undefined && markedBoard(dashboardUrl) !== null,
  );
  const boards = useQuery({ ...boardMetricsQuery(call, owner), enabled: marked.length > 0 });
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  if (boards.data === undefined) return null;
  const needless = needlessRecordings(marked, [...boards.data, ...BUILT_IN]);
  if (needless.length === 0) return null;
  const remove = async () => {
    setIsBusy(true);
    setError('');
    try {
      for (const { id } of needless) await call('rules.delete', { params: { owner, id } });
    } catch (thrown) {
      setError(errorWords(thrown, t).title);
    } finally {
      setIsBusy(false);
      await queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    }
  };
  return (
    <Alert mb="sm" title={t('recordings.needless', { count: needless.length })}>
      <ul>
        {needless.map(({ id, name }) => (
          <li key={id}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
      <Button size="xs" variant="default" loading={isBusy} onClick={() => void remove()}>
        {t('recordings.remove', { count: needless.length })}
      </Button>
      {error !== '' && <p role="alert">{error}</p>}
    </Alert>
  );
}
