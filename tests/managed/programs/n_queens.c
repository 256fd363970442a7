// N-queens and a knight's tour with the board in the outermost frame, Sudoku
// with a board copied into every frame.
#include "common.h"

NOINLINE static int Safe(const int *rows, int column, int row) {
  for (int c = 0; c < column; c++)
    if (rows[c] == row || rows[c] - row == c - column ||
        rows[c] - row == column - c)
      return 0;
  return 1;
}
NOINLINE static int Queens(int *rows, int column, int n) {
  if (column == n) return 1;
  int count = 0;
  for (int row = 0; row < n; row++)
    if (Safe(rows, column, row)) {
      rows[column] = row;
      count += Queens(rows, column + 1, n);
    }
  return count;
}

typedef struct {
  char cell[4][4];
} Board;
NOINLINE static int Fits(const Board *b, int r, int c, char v) {
  for (int i = 0; i < 4; i++)
    if (b->cell[r][i] == v || b->cell[i][c] == v ||
        b->cell[r / 2 * 2 + i / 2][c / 2 * 2 + i % 2] == v)
      return 0;
  return 1;
}
NOINLINE static int Solve(Board board, int at, Board *solution) {
  if (at == 16) {
    *solution = board;
    return 1;
  }
  int r = at / 4, c = at % 4, found = 0;
  if (board.cell[r][c]) return Solve(board, at + 1, solution);
  for (char v = 1; v <= 4; v++)
    if (Fits(&board, r, c, v)) {
      board.cell[r][c] = v;
      found += Solve(board, at + 1, solution);
      board.cell[r][c] = 0;
    }
  return found;
}

int main(void) {
  int rows[8];
  for (int n = 1; n <= 6; n++) printf("%d ", Queens(rows, 0, n));
  Board board = {{{1, 0, 0, 0}, {0, 0, 3, 0}, {0, 4, 0, 0}, {0, 0, 0, 0}}};
  Board solution;
  printf("\n%d\n", Solve(board, 0, &solution));
  for (int i = 0; i < 16; i++) putchar('0' + solution.cell[i / 4][i % 4]);
  printf("\n%u\n", Dig(800, 1));
  return 0;
}
