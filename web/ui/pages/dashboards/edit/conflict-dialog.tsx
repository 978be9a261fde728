import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  becomesV1,
  printBoardText,
  readBoardText,
  wrapBoard,
} from '../../../../../dashboards/edit/board-text.ts';
import { changeAt } from '../../../../../dashboards/edit/change-at.ts';
import { mergeBoards } from '../../../../../dashboards/edit/merge-boards.ts';
import { isSchemaV2 } from '../../../../../dashboards/import/flatten-v2.ts';
import { errorWords } from '../../../api/error-words.ts';
import { TextDiff } from '../../../history/text-diff.tsx';
import { Instant } from '../../../time/instant.tsx';
import { prettyJson } from '../versions/pretty-json.ts';
import type { BoardEdit } from './use-board-edit.ts';
import { type Conflict, useSaveBoard } from './use-save-board.ts';

interface DialogProps {
  readonly edit: BoardEdit;
  readonly conflict: Conflict;
  /** Somebody was first once more. */
  readonly onConflict: (conflict: Conflict) => void;
  readonly onClose: () => void;
}

/** Somebody else saved first: what they changed, and ways in which nothing is lost. */
export function ConflictDialog({ edit, conflict, onConflict, onClose }: DialogProps) {
  const { t } = useTranslation();
  const { base, theirs } = conflict;
  const merged = useMerged(edit, base, theirs.source);
  return (
    <Modal opened size="xl" onClose={onClose} title={t('boards.conflict.title')}>
      <Stack>
        <div>
          {t('boards.conflict.who', { name: theirs.author ?? '–', revision: theirs.revision })}{' '}
          <Instant at={theirs.updatedAt} />. {t('boards.conflict.what')}
        </div>
        <div style={{ maxHeight: '40vh', overflow: 'auto' }}>
          <TextDiff isFolded before={prettyJson(base)} after={prettyJson(theirs.source)} />
        </div>
        {merged !== undefined && merged.conflicts.length > 0 && (
          <Alert color="yellow" title={t('boards.conflict.same')}>
            <ul className="mono">
              {merged.conflicts.slice(0, 20).map((path) => (
                <li key={path}>{path}</li>
              ))}
            </ul>
          </Alert>
        )}
        <Ways
          edit={edit}
          conflict={conflict}
          merged={merged}
          onConflict={onConflict}
          onClose={onClose}
        />
      </Stack>
    </Modal>
  );
}

interface WaysProps extends DialogProps {
  readonly merged: ReturnType<typeof useMerged>;
}

/** What can be done with both changes. */
function Ways({ edit, conflict, merged, onConflict, onClose }: WaysProps) {
  const { t } = useTranslation();
  const save = useSaveBoard(edit);
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setIsBusy] = useState(false);
  const { theirs, message } = conflict;
  const act =
    (...how: Parameters<typeof save>) =>
    async () => {
      setIsBusy(true);
      setFault(undefined);
      try {
        const again = await save(...how);
        if (again !== undefined) onConflict(again);
      } catch (error) {
        setFault(error);
      } finally {
        setIsBusy(false);
      }
    };
  const words = fault === undefined ? undefined : errorWords(fault, t);
  const ways = [
    [t('boards.conflict.copy'), act(undefined, message, copyOf(edit))],
    [t('boards.conflict.over'), act(theirs, message)],
  ] as const;
  return (
    <>
      {words !== undefined && (
        <Alert color="danger" title={words.title} role="alert">
          {words.detail}
        </Alert>
      )}
      <Group justify="end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('boards.conflict.goOn')}
        </Button>
        {ways.map(([label, go]) => (
          <Button key={label} variant="default" loading={isBusy} onClick={() => void go()}>
            {label}
          </Button>
        ))}
        {merged !== undefined && (
          <Button loading={isBusy} onClick={() => void act(theirs, message, merged.text)()}>
            {merged.conflicts.length === 0
              ? t('boards.conflict.merge')
              : t('boards.conflict.mergeMine')}
          </Button>
        )}
      </Group>
    </>
  );
}

/** What is edited as a dashboard of its own: its uid is the other's. */
function copyOf({ now }: BoardEdit): string {
  return printBoardText(now.like, changeAt(now.board, ['uid'], undefined));
}

/** Both changes in one text; undefined where one of the texts cannot be read. */
function useMerged({ now }: BoardEdit, base: string, theirs: string) {
  return useMemo(() => {
    const [first, their] = [readBoardText(base), readBoardText(theirs)];
    if (first.kind === 'refused' || their.kind === 'refused') return undefined;
    // Members of one schema mean nothing in the other.
    const isOne = isSchemaV2(now.board) === isSchemaV2(their.read.board);
    if (!isOne || becomesV1(now.like, now.board)) return undefined;
    const { board, conflicts } = mergeBoards(first.read.board, now.board, their.read.board);
    return { text: `${JSON.stringify(wrapBoard(now.like, board), null, 2)}\n`, conflicts };
  }, [base, theirs, now]);
}
