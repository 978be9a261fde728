import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleLanguage } from '../../../../contract/rules.ts';
import { dashboardsQuery } from '../../../api/dashboard-queries.ts';
import { useServices } from '../../../app/services.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { useGo, useLinkTo, usePlace } from '../../../scope/use-place.ts';

const NUMBER_KINDS = [
  'timeseries',
  'stat',
  'gauge',
  'bargauge',
  'barchart',
  'table',
  'piechart',
  'heatmap',
  'state-timeline',
] as const;
const LINE_KINDS = ['logs', 'table'] as const;
const NEW = '';

interface AskedQuery {
  readonly expression: string;
  readonly language: RuleLanguage;
  readonly unit: string;
  readonly isLines: boolean;
}

/** Asks for which dashboard and of which kind; its editor opens with the panel in it. */
export function MakePanelDialog({
  query: { expression, language, unit, isLines },
  onClose,
}: {
  readonly query: AskedQuery;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const go = useGo();
  const linkTo = useLinkTo();
  const kinds = isLines ? LINE_KINDS : NUMBER_KINDS;
  const [uid, setUid] = useState(NEW);
  const [kind, setKind] = useState<string>(kinds[0]);
  const [title, setTitle] = useState('');
  const make = () =>
    go(
      linkTo(uid === NEW ? '/dashboards/own/new' : `/dashboards/${uid}/edit`, {
        makeQuery: expression,
        makeLanguage: language,
        makeKind: kind,
        makeTitle: title.trim(),
        makeUnit: unit,
      }),
    );
  return (
    <Modal opened onClose={onClose} title={t('boards.make.title')}>
      <Stack>
        <pre className="mono small" style={{ margin: 0, whiteSpace: 'pre-wrap' }}>
          {expression}
        </pre>
        <BoardSelect uid={uid} onChange={setUid} />
        <Select
          label={t('boards.panel.kind')}
          allowDeselect={false}
          data={kinds.map((value) => ({ value, label: t(`boards.kind.${value}`) }))}
          value={kind}
          onChange={(value) => value !== null && setKind(value)}
        />
        <TextInput
          label={t('boards.field.title')}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <p className="dimmed small">{t('boards.make.text')}</p>
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('forms.cancel')}
          </Button>
          <Button onClick={make}>{t('boards.make.confirm')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** The dashboards that the reader may change, and a new one. */
function BoardSelect({
  uid,
  onChange,
}: {
  readonly uid: string;
  readonly onChange: (uid: string) => void;
}) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useQuery(dashboardsQuery(call, owner));
  const boards = found.data?.filter(({ mayWrite }) => mayWrite) ?? [];
  return (
    <>
      {found.error !== null && <FaultText error={found.error} retry={() => void found.refetch()} />}
      <Select
        label={t('boards.make.board')}
        searchable
        allowDeselect={false}
        data={[
          { value: NEW, label: t('boards.new') },
          ...boards.map((board) => ({
            value: board.uid,
            label: board.folder === '' ? board.title : `${board.folder} / ${board.title}`,
          })),
        ]}
        value={uid}
        onChange={(value) => onChange(value ?? NEW)}
      />
    </>
  );
}
