import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import { systemClock } from '../clock/system-clock.ts';
import { joinedOf } from './joined-batches.ts';
import { SqliteBatchRunner } from './sqlite-batch-runner.ts';
import { checkpointByHand, checkpointWhenDue } from './sqlite-checkpoint.ts';
import { closeWriteConnection, openWriteConnection } from './sqlite-connection.ts';
import type { Batch } from './state.ts';
import type { FromWriter, ToWriter, WriterSettings } from './writer-protocol.ts';

/**
 * Entry of the writer thread. While one transaction syncs, more batches arrive. All that have
 * arrived make the next one, or half of them when that is much: who is answered decides on the next
 * batch while the other half is written. Otherwise this thread and the one that decides would take turns.
 */
function serve(port: MessagePort, settings: WriterSettings): void {
  const database = openWriteConnection(settings);
  // Copies of the pages that a statement changes, in case it fails: not in files. Migrations, which
  // sort whole tables for their indexes, have a connection of their own that spills.
  database.pragma('temp_store = MEMORY');
  checkpointByHand(database);
  const runner = new SqliteBatchRunner(database, settings.cachedStatements);
  const queue: Batch[] = [];
  let isStopping = false;
  const accept = (message: ToWriter): void => {
    if (message.kind === 'stop') isStopping = true;
    else queue.push(...message.batches);
  };
  port.on('message', (message: ToWriter) => {
    accept(message);
    while (queue.length > 0) {
      takeArrived(port, accept);
      const startMs = systemClock.monotonicMs();
      const outcomes = runner.run(queue.splice(0, joinedOf(queue, settings.maxJoinedBatches)));
      const commitSeconds = (systemClock.monotonicMs() - startMs) / 1_000;
      post(port, { kind: 'settled', outcomes, commitSeconds });
      checkpointWhenDue(database);
    }
    if (!isStopping) return;
    closeWriteConnection(database);
    port.close();
  });
  post(port, { kind: 'ready' });
}

function takeArrived(port: MessagePort, accept: (message: ToWriter) => void): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    accept(next.message);
  }
}

function post(port: MessagePort, message: FromWriter): void {
  port.postMessage(message);
}

if (parentPort) serve(parentPort, workerData);
