#!/usr/bin/env python3
"""A text file as a C string: embed.py NAME INPUT OUTPUT."""
import json
import sys

name, source, target = sys.argv[1:]
with open(source, encoding='utf-8') as f:
    lines = f.read().splitlines()
with open(target, 'w', encoding='utf-8') as f:
    f.write(f'/* {name}: made by embed.py. */\n')
    f.write(f'static const char {name}[] =\n')
    f.write('\n'.join('\t' + json.dumps(line + '\n', ensure_ascii=True) for line in lines))
    f.write(';\n')
