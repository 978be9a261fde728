import { Button, Checkbox, FileButton, Group, Select, Stack, Text } from '@mantine/core';
import { IconFolder, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type {
  DashboardImportItem,
  DashboardImportRecording,
} from '../../../../contract/dashboards.ts';
import { ownerKey } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { useSession } from '../../../app/session.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { Page } from '../../../frame/page.tsx';
import { may } from '../../../scope/permissions.ts';
import { usePlace } from '../../../scope/use-place.ts';
import { BackToList } from '../back-to-list.tsx';
import { type BoardPlace, PlaceFields, useFirstPlace } from '../list/place-fields.tsx';
import { ChosenFiles } from './chosen-files.tsx';
import {
  type DroppedFiles,
  isRules,
  portionsOf,
  type ReadFile,
  readChosen,
  readDropped,
  rulesOf,
} from './dropped-files.ts';
import classes from './import.module.css';
import { ImportReport } from './import-report.tsx';
import { LeftOutBoards } from './left-out-boards.tsx';

const CONFLICTS = ['refuse', 'replace', 'copy'] as const;
type OnConflict = (typeof CONFLICTS)[number];

/** Files are looked at first; nothing is kept before somebody has seen what becomes of each. */
export function ImportBoardsPage() {
  const { t } = useTranslation();
  const first = useFirstPlace();
  const [place, setPlace] = useState<BoardPlace>(first);
  const [onConflict, setOnConflict] = useState<OnConflict>('refuse');
  const [chosen, setChosen] = useState<DroppedFiles | null>(null);
  const { files = [], leftOut = [] } = chosen ?? {};
  const [makes, setMakes] = useState(true);
  const { scopes } = useSession();
  const mayMake = may(scopes, place.scope.split('@')[0] ?? place.scope, 'rules:write');
  const { look, save } = useImport(files, place, { onConflict, makeRecordings: makes && mayMake });
  const forget = () => {
    look.reset();
    save.reset();
  };
  const take = (next: DroppedFiles) => {
    forget();
    setChosen(next);
  };
  const boards = files.filter(({ path }) => !isRules(path));
  const report = save.data ?? look.data;
  return (
    <Page title={t('boards.import.title')} before={<BackToList />}>
      <Stack gap="sm" className={classes.form ?? ''}>
        <Text size="sm">{t('boards.import.text')}</Text>
        <DropZone onFiles={take} />
        <ChosenFiles chosen={chosen} />
        {report === undefined && <LeftOutBoards leftOut={leftOut} />}
        <PlaceFields
          place={place}
          onChange={(next) => {
            forget();
            setPlace(next);
          }}
        />
        <ConflictField
          value={onConflict}
          onChange={(next) => {
            forget();
            setOnConflict(next);
          }}
        />
        {save.data === undefined && (
          <MakeRecordings
            found={look.data?.recordings ?? []}
            mayMake={mayMake}
            makes={makes}
            onChange={setMakes}
          />
        )}
        <Steps isReady={boards.length > 0 && place.scope !== ''} look={look} save={save} />
      </Stack>
      {report !== undefined && (
        <ImportReport {...report} leftOut={leftOut} isSaved={save.data !== undefined} />
      )}
    </Page>
  );
}

/** What becomes of a file whose uid is taken. */
function ConflictField({
  value,
  onChange,
}: {
  readonly value: OnConflict;
  readonly onChange: (value: OnConflict) => void;
}) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('boards.import.conflict')}
      allowDeselect={false}
      data={CONFLICTS.map((each) => ({ value: each, label: t(`boards.import.conflicts.${each}`) }))}
      value={value}
      onChange={(next) => onChange(CONFLICTS.find((each) => each === next) ?? 'refuse')}
    />
  );
}

/** Offered where something can be made. */
function MakeRecordings({
  found,
  mayMake,
  makes,
  onChange,
}: {
  readonly found: readonly DashboardImportRecording[];
  readonly mayMake: boolean;
  readonly makes: boolean;
  readonly onChange: (makes: boolean) => void;
}) {
  const { t } = useTranslation();
  if (!found.some(({ outcome }) => outcome === 'missing')) return null;
  return (
    <Checkbox
      label={t('boards.import.makeRecordings')}
      description={mayMake ? undefined : t('recordings.askFor')}
      disabled={!mayMake}
      checked={makes && mayMake}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

type Work = ReturnType<typeof useImport>;

/** First looked at, then taken over. */
function Steps({ isReady, look, save }: Work & { readonly isReady: boolean }) {
  const { t } = useTranslation();
  const taken = look.data?.items.filter(({ outcome }) => outcome !== 'refused').length ?? 0;
  return (
    <>
      <Group>
        <Button
          size="xs"
          variant={look.data === undefined ? 'filled' : 'default'}
          disabled={!isReady || save.data !== undefined}
          loading={look.isPending}
          onClick={() => look.mutate()}
        >
          {t('boards.import.look')}
        </Button>
        {look.data !== undefined && save.data === undefined && (
          <Button
            size="xs"
            disabled={taken === 0}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('boards.import.save', { count: taken })}
          </Button>
        )}
      </Group>
      {look.error !== null && <FaultText error={look.error} retry={() => look.mutate()} />}
      {save.error !== null && <FaultText error={save.error} retry={() => save.mutate()} />}
    </>
  );
}

/** What became of the files, and of what they need. */
interface Imported {
  readonly items: readonly DashboardImportItem[];
  readonly recordings: readonly DashboardImportRecording[];
}

interface ImportChoice {
  readonly onConflict: OnConflict;
  readonly makeRecordings: boolean;
}

function useImport(files: readonly ReadFile[], place: BoardPlace, choice: ImportChoice) {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const send = async (dryRun: boolean): Promise<Imported> => {
    const items: DashboardImportItem[] = [];
    const recordings: DashboardImportRecording[] = [];
    const ruleFiles = [...rulesOf(files)];
    for (const portion of portionsOf(files.filter(({ path }) => !isRules(path)))) {
      const answer = await call('dashboards.import', {
        params: { owner },
        body: { ...place, ...choice, files: [...portion], ruleFiles, dryRun },
      });
      items.push(...answer.items);
      recordings.push(...answer.recordings);
    }
    return { items, recordings: once(recordings) };
  };
  const look = useMutation({ mutationFn: () => send(true) });
  const save = useMutation({
    mutationFn: () => send(false),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ownerKey(owner) }),
  });
  return { look, save };
}

/** What several portions need is told once, by what became of it first. */
function once(
  recordings: readonly DashboardImportRecording[],
): readonly DashboardImportRecording[] {
  const found = new Map<string, DashboardImportRecording>();
  for (const one of recordings) {
    const before = found.get(one.record);
    const boards = [...new Set([...(before?.boards ?? []), ...one.boards])];
    found.set(one.record, { ...(before ?? one), boards });
  }
  return [...found.values()];
}

/** Not among the types of React: the field takes a folder. */
const OF_FOLDER: Readonly<Record<string, string>> = { webkitdirectory: '' };

function DropZone({ onFiles }: { readonly onFiles: (files: DroppedFiles) => void }) {
  const { t } = useTranslation();
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    void readDropped(event.dataTransfer.items).then(onFiles);
  };
  const choose = (files: File[]) => void readChosen(files).then(onFiles);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it do the same
    <div
      className={classes.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <span>{t('boards.import.drop')}</span>
      <Group gap="xs" justify="center">
        <FileButton multiple accept=".json,.yaml,.yml,application/json" onChange={choose}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={14} />}>
              {t('boards.import.files')}
            </Button>
          )}
        </FileButton>
        <FileButton multiple inputProps={OF_FOLDER} onChange={choose}>
          {(props) => (
            <Button {...props} size="xs" variant="default" leftSection={<IconFolder size={14} />}>
              {t('boards.import.folder')}
            </Button>
          )}
        </FileButton>
      </Group>
    </div>
  );
}
