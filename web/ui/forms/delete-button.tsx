import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Confirmation } from './confirmation.tsx';

interface Question {
  /** On the button; else "Delete". */
  readonly label?: string;
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Whether it would be refused; `text` says why. */
  readonly isBlocked?: boolean;
  readonly onDelete: () => Promise<void>;
}

/** A destructive action: the question names the thing and what will follow. */
export function DeleteButton(question: Question) {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  return (
    <>
      <Button
        variant="subtle"
        color="danger"
        size="sm"
        leftSection={<IconTrash size={15} />}
        onClick={open}
      >
        {question.label ?? t('forms.delete')}
      </Button>
      <Modal opened={isOpen} onClose={close} title={question.title}>
        <Confirmation
          confirm={question.confirm}
          isDestructive
          isBlocked={question.isBlocked ?? false}
          run={question.onDelete}
          onCancel={close}
        >
          <Text>{question.text}</Text>
        </Confirmation>
      </Modal>
    </>
  );
}
