// Files from wherever the reader takes them: dropped folders, pickers, the clipboard.

import type { InputFile } from '../shared/messages.ts';

export function fromList(files: Iterable<File>): InputFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));
}

/** A handle as Chromium gives it; Firefox and Safari have entries. */
interface Handle {
  readonly kind: 'file' | 'directory';
  readonly name: string;
  getFile(): Promise<File>;
  values(): AsyncIterable<Handle>;
}

/** What was dropped, folders walked through. Must be called while the event lasts: the browser forgets it afterwards. */
export async function fromDrop(transfer: DataTransfer): Promise<InputFile[]> {
  const flat = fromList(transfer.files);
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  // In a page opened from disk Chromium lists folders by handles alone, and Firefox by entries alone.
  const found = await Promise.all(items.map((item) => {
    const handle = (item as { getAsFileSystemHandle?: () => Promise<Handle | null> }).getAsFileSystemHandle?.();
    const entry = item.webkitGetAsEntry();
    if (handle !== undefined) return handle.then((one) => (one === null ? [] : byHandle(one, '')), () => byEntry(entry));
    return byEntry(entry);
  }));
  const files = found.flat();
  return files.length === 0 ? flat : files;
}

async function byHandle(handle: Handle, folder: string): Promise<InputFile[]> {
  const path = folder + handle.name;
  if (handle.kind === 'file') return [{ path, file: await handle.getFile() }];
  const found: InputFile[] = [];
  for await (const inner of handle.values()) found.push(...(await byHandle(inner, `${path}/`)));
  return found;
}

async function byEntry(entry: FileSystemEntry | null): Promise<InputFile[]> {
  if (entry === null) return [];
  const path = entry.fullPath.replace(/^\//u, '');
  if (entry.isFile) {
    const file = await new Promise<File | undefined>((resolve) => (entry as FileSystemFileEntry).file(resolve, () => resolve(undefined)));
    return file === undefined ? [] : [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: InputFile[] = [];
  for (;;) {
    // A reader hands out a hundred at a time, until it has none left.
    const some = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return found;
    for (const inner of await Promise.all(some.map(byEntry))) found.push(...inner);
  }
}

/** Files on the clipboard; where there are none, its text. */
export function fromPaste(clipboard: DataTransfer, name: string): InputFile[] {
  if (clipboard.files.length > 0) return fromList(clipboard.files);
  const text = clipboard.getData('text/plain');
  return text.trim() === '' ? [] : [{ path: name, file: new Blob([text]) }];
}
