int Wrapped(int depth, int *p) {
  int mine = *p + 1;
  return depth ? Wrapped(depth - 1, &mine) : mine;
}
