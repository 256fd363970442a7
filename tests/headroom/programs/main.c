// Calls what the other file defines, from managed code.
void broken(void);
int main(void) {
  broken();
  return 0;
}
