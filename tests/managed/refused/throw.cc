// REFUSE: throw.cc:4: .*exception
int f(int x) {
  if (x > 3)
    throw x;
  return x;
}
int main(int argc, char **) { return f(argc); }
