import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of our `package.json` above a folder, in a checkout as well as in `dist`. */
export function packageRoot(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"name": "tocsin"')) return folder;
  }
  throw new Error(`The package.json of tocsin is not above ${from}; install or unpack it whole.`);
}
