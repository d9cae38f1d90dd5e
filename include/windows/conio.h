/* Keys as they are pressed, from the terminal. Source: public documentation of conio.h. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* Waits for a key, without showing it. Return: the next byte of standard input; -1 at its end. */
int _getch(void);
/* Return: whether _getch() would not wait. */
int _kbhit(void);

#ifdef __cplusplus
}
#endif
