import { ActionIcon, Alert, Button, Modal, Textarea, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { becomesV1 } from '../../../../../dashboards/edit/board-text.ts';
import type { Dashboard as Stored } from '../../../../contract/dashboards.ts';
import { Confirmation } from '../../../forms/confirmation.tsx';
import { useGo } from '../../../scope/use-place.ts';
import { PlaceFields } from '../list/place-fields.tsx';
import { useBoardLink } from '../view/use-board-link.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import type { BoardEdit } from './use-board-edit.ts';
import { type Conflict, useSaveBoard } from './use-save-board.ts';

/** Undo, redo, leave and save. */
export function EditBar({
  edit,
  stored,
  uid,
}: {
  readonly edit: BoardEdit;
  readonly stored: Stored | undefined;
  readonly uid: string;
}) {
  const { t } = useTranslation();
  const isBroken = edit.broken !== undefined;
  const go = useGo();
  const boardLink = useBoardLink();
  const [isSaving, setIsSaving] = useState(false);
  useHotkeys([
    ['mod+z', () => edit.undo?.()],
    ['mod+shift+z', () => edit.redo?.()],
    ['mod+s', () => setIsSaving(!isBroken)],
  ]);
  const leave = () => {
    edit.settle();
    go(boardLink(stored === undefined ? '/dashboards' : `/dashboards/${uid}`));
  };
  return (
    <>
      <Step label={t('boards.edit.undo')} act={edit.undo}>
        <IconArrowBackUp size={16} />
      </Step>
      <Step label={t('boards.edit.redo')} act={edit.redo}>
        <IconArrowForwardUp size={16} />
      </Step>
      <Button size="xs" variant="default" onClick={leave}>
        {edit.isDirty ? t('boards.edit.drop') : t('boards.edit.leave')}
      </Button>
      <Button
        size="xs"
        disabled={isBroken || (!edit.isDirty && stored !== undefined)}
        onClick={() => setIsSaving(true)}
      >
        {t('forms.save')}
      </Button>
      {isSaving && <Saving edit={edit} stored={stored} onClose={() => setIsSaving(false)} />}
    </>
  );
}

/** The question before saving; when somebody else was first, what they changed. */
function Saving({
  edit,
  stored,
  onClose,
}: {
  readonly edit: BoardEdit;
  readonly stored: Stored | undefined;
  readonly onClose: () => void;
}) {
  const [conflict, setConflict] = useState<Conflict>();
  if (conflict === undefined) {
    return <SaveDialog edit={edit} stored={stored} onConflict={setConflict} onClose={onClose} />;
  }
  return (
    <ConflictDialog edit={edit} conflict={conflict} onConflict={setConflict} onClose={onClose} />
  );
}

function Step({
  label,
  act,
  children,
}: {
  readonly label: string;
  readonly act: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={30}
        variant="default"
        aria-label={label}
        disabled={act === undefined}
        onClick={act}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Where it is kept, and what was done, for those who read its versions. */
function SaveDialog({
  edit,
  stored,
  onConflict,
  onClose,
}: {
  readonly edit: BoardEdit;
  readonly stored: Stored | undefined;
  readonly onConflict: (conflict: Conflict) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const save = useSaveBoard(edit);
  const [message, setMessage] = useState('');
  const { place, like, board } = edit.now;
  const run = async () => {
    const target = stored && { id: stored.id, revision: edit.base };
    const conflict = await save(target, message);
    if (conflict !== undefined) onConflict(conflict);
  };
  return (
    <Modal opened onClose={onClose} title={t('boards.save.title')}>
      <Confirmation
        confirm={stored === undefined ? t('forms.create') : t('forms.save')}
        isDestructive={false}
        isBlocked={place.scope === ''}
        run={run}
        onCancel={onClose}
      >
        <PlaceFields place={place} onChange={edit.move} />
        {becomesV1(like, board) && (
          <Alert color="yellow">
            {t('boards.save.becomesV1')}
            {stored !== undefined && ` ${t('boards.save.keepsV2')}`}
          </Alert>
        )}
        {stored !== undefined && (
          <Textarea
            label={t('boards.save.message')}
            description={t('boards.save.messageHelp')}
            autosize
            minRows={2}
            maxLength={500}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
          />
        )}
      </Confirmation>
    </Modal>
  );
}
